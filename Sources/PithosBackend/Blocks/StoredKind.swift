public import Vocabulary

/// The two kinds of things that a block store keeps under hashes.
public enum StoredKind: Sendable, Hashable, CaseIterable {
    /// The content of one block, under the hash of it.
    case block
    /// The hashes of one object's blocks, under the root of the hashmap.
    case map
}

/// What is known of something stored without reading it.
public struct StoredStatus: Sendable, Hashable {
    /// Bytes as they lie there: of a block perhaps without trailing zeros, of a map 32 a block.
    public var size: Int
    /// When it was stored, by the store's own clock.
    public var modified: Timestamp

    public init(size: Int, modified: Timestamp) {
        self.size = size
        self.modified = modified
    }
}

/// Some of the names in a store, and where to go on.
public struct StoredPage: Sendable {
    public var hashes: [BlockHash]
    /// Nil when there are no more.
    public var next: StoredCursor?
    /// How much of the store lies before `next`, from 0 to 1. Hashes are spread evenly, so this is how far along a walk
    /// through all names is.
    public var fraction: Double

    public init(hashes: [BlockHash], next: StoredCursor?, fraction: Double) {
        self.hashes = hashes
        self.next = next
        self.fraction = fraction
    }
}

/// A position in a store's own order of names. Means something only to the store it came from, also when that is opened
/// anew.
public struct StoredCursor: Sendable, Hashable {
    public var text: String

    public init(_ text: String) {
        self.text = text
    }
}
