/// The blocks of one object, in order, and its size.
///
/// - Units: `size` in bytes. Every block but the last counts as a whole one, though its file may lack trailing zeros.
/// - Source: object-storage.md 3.1 to 3.3.
public struct Hashmap: Sendable, Hashable {
    public var hashes: [BlockHash]
    public var size: Int64

    public init(hashes: [BlockHash], size: Int64) {
        self.hashes = hashes
        self.size = size
    }

    /// The hashmap of an object of no bytes: one empty block.
    public static let empty = Hashmap(hashes: [.empty], size: 0)

    /// How many blocks an object of `size` bytes has; one of no bytes has one, the empty block.
    public static func blockCount(ofSize size: Int64, blockSize: Int) -> Int {
        max(1, Int((size + Int64(blockSize) - 1) / Int64(blockSize)))
    }

    /// The name of the content: the hashes, padded to a power of two, folded in pairs.
    ///
    /// No block gives the hash of nothing; one block gives its own hash.
    public var root: BlockHash {
        guard var level = hashes.count > 1 ? hashes : nil else { return hashes.first ?? .empty }
        var width = 1
        while width < level.count { width *= 2 }
        level += Array(repeating: .padding, count: width - level.count)
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { BlockDigest.hash(of: level[$0], level[$0 + 1]) }
        }
        return level[0]
    }
}
