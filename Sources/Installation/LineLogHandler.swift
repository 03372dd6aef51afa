import Glibc
public import Logging
import Vocabulary

/// Writes log lines to a file descriptor, each in one call, so that a crash loses none and two processes do not mix.
///
///     2026-11-23T10:20:30.123456+00:00 info GET /healthz 200 request=4f… service=health
public struct LineLogHandler: LogHandler {
    private let descriptor: CInt
    private let label: String
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]

    /// - Parameter descriptor: stays open for as long as the process lives.
    public init(descriptor: CInt, label: String, level: Logger.Level) {
        self.descriptor = descriptor
        self.label = label
        logLevel = level
    }

    /// Opens a log for appending; standard error when `path` is nil.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` naming the file that cannot be opened.
    public static func logger(label: String, level: Logger.Level, path: String? = nil) throws -> Logger {
        var descriptor = STDERR_FILENO
        if let path {
            descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Fault(.serviceUnavailable, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
            }
        }
        let handler = LineLogHandler(descriptor: descriptor, label: label, level: level)
        return Logger(label: label, factory: { _ in handler })
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = "\(Timestamp.now().iso8601) \(event.level) \(event.message)"
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.quoted("\(value)"))" }
        // A message may hold what a client sent: it must not look like a line of its own.
        if line.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            line = line.replacing("\n", with: "\\n").replacing("\r", with: "\\r")
        }
        line += "\n"
        line.withUTF8 { bytes in
            _ = write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    private static func quoted(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: " ")) || text.isEmpty ? "\"\(text.replacing("\"", with: "'"))\"" : text
    }
}
