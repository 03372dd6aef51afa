public import SQLAccess
public import Vocabulary

/// A line about the making of a server's disk (compute.md 2.9).
public struct Diagnostic: Sendable, Hashable {
    public enum Level: String, SQLConvertible, Hashable {
        case error = "ERROR"
        case warning = "WARNING"
        case info = "INFO"
        case debug = "DEBUG"
    }

    public var level: Level
    /// Who speaks, for instance `image-helper-task-start`; at most 100 characters.
    public var source: String
    /// When it happened at the backend.
    public var sourceTime: Timestamp?
    /// At most 255 characters.
    public var message: String
    public var details: String?
    public var created: Timestamp

    public init(
        level: Level, source: String, sourceTime: Timestamp?, message: String, details: String?, created: Timestamp
    ) {
        self.level = level
        self.source = String(source.prefix(100))
        self.sourceTime = sourceTime
        self.message = String(message.prefix(255))
        self.details = details
        self.created = created
    }
}
