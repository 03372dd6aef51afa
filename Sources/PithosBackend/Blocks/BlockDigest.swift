import Crypto
public import NIOCore

/// Names content that is at hand as a whole.
public enum BlockDigest {
    /// The hash of a block that lies in pieces, without its trailing zeros.
    public static func hash(of slices: [ByteBuffer]) -> BlockHash {
        var hasher = BlockHasher()
        hasher.update(slices)
        return hasher.finalize()
    }

    /// What content says its name is: a block's hash, the root of a map's hashes; nil for what cannot be a map.
    public static func name(of kind: StoredKind, _ slices: [ByteBuffer]) -> BlockHash? {
        guard kind == .map else { return hash(of: slices) }
        var whole = ByteBuffer()
        for slice in slices { whole.writeImmutableBuffer(slice) }
        guard whole.readableBytes % BlockHash.byteCount == 0 else { return nil }
        return Hashmap(hashes: whole.withUnsafeReadableBytes { BlockHash.all(in: $0) }, size: 0).root
    }

    /// The hash of two hashes side by side: one step of folding a hashmap.
    static func hash(of left: BlockHash, _ right: BlockHash) -> BlockHash {
        var digest = SHA256()
        left.withBytes { digest.update(bufferPointer: $0) }
        right.withBytes { digest.update(bufferPointer: $0) }
        return digest.finalize().withUnsafeBytes { BlockHash(bytes: $0) }
    }
}
