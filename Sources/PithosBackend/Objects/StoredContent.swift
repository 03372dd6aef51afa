/// What became of a body: blocks that are in the store.
public struct StoredContent: Sendable {
    /// In order. Every piece but the last is a whole block, unless the first was asked to be shorter.
    var pieces: [BlockSlice]
    /// Bytes.
    public var size: Int64
    /// 32 lower-case hexadecimal digits; nil where nobody asked for it.
    public var md5: String?

    /// The names of the blocks, in order.
    public var hashes: [BlockHash] { pieces.map(\.hash) }

    /// As the hashmap of an object; the pieces must be whole blocks.
    var hashmap: Hashmap {
        pieces.isEmpty ? .empty : Hashmap(hashes: pieces.map(\.hash), size: size)
    }
}
