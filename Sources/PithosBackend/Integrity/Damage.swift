public import Vocabulary

/// Something that versions refer to, or could be made to refer to, and that the store does not have as it should.
public struct Damage: Sendable, Hashable {
    public enum Problem: String, Sendable, Hashable {
        case missing
        /// Something else lies under the name.
        case damaged
        /// The disk does not give it.
        case unreadable
        /// A map that names fewer blocks than a version's size needs.
        case tooShort = "too short"
    }

    public var kind: StoredKind
    public var hash: BlockHash
    public var problem: Problem

    public init(_ kind: StoredKind, _ hash: BlockHash, _ problem: Problem) {
        self.kind = kind
        self.hash = hash
        self.problem = problem
    }
}

/// A version of an object that cannot be read whole.
public struct ConcernedVersion: Sendable, Hashable {
    public var damage: Damage
    /// `account/container/object`
    public var path: String
    public var version: NodeVersion.ID
    /// What the object is now; else a part of its history.
    public var isCurrent: Bool
    /// When it was made.
    public var modified: Timestamp
}
