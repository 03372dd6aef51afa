/// A password, token or key: prints as `***`, compares in constant time, and is read only by asking for `exposed`.
public struct Secret: Sendable {
    /// The secret itself. Never log it.
    public var exposed: String

    public init(_ exposed: String) {
        self.exposed = exposed
    }

    public var isEmpty: Bool { exposed.isEmpty }

    /// Whether both hold the same bytes; takes as long for a wrong guess as for a right one of the same length.
    public func matches(_ other: String) -> Bool {
        let (a, b) = (Array(exposed.utf8), Array(other.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Secret: Equatable {
    public static func == (a: Secret, b: Secret) -> Bool { a.matches(b.exposed) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
