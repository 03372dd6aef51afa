public import Logging
import Synchronization

/// Keeps what was logged.
public final class LogLines: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])
    private let shared: Mutex<Logger.Metadata> = Mutex([:])

    public init() {}

    public var lines: [String] { kept.withLock { $0 } }

    public var logger: Logger { Logger(label: "test") { _ in self } }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { shared.withLock { $0[key] } }
        set { shared.withLock { $0[key] = newValue } }
    }

    public var metadata: Logger.Metadata {
        get { shared.withLock { $0 } }
        set { shared.withLock { $0 = newValue } }
    }

    public var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    public func log(event: LogEvent) {
        kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:]) \(metadata)") }
    }
}
