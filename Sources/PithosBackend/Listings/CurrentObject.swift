import Synchronization

/// An object's name and its current version. Lists share it, and what one has made of it.
public final class CurrentObject: Sendable {
    public let name: String
    public let version: NodeVersion
    private let text = Mutex<[UInt8]?>(nil)

    init(name: String, version: NodeVersion) {
        self.name = name
        self.version = version
    }

    /// The object in JSON as the original's API has it, UTF-8; nil before somebody has written it.
    public var json: [UInt8]? {
        get { text.withLock { $0 } }
        set { text.withLock { $0 = newValue } }
    }
}
