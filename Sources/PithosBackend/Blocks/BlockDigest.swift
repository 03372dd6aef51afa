import Crypto
import Glibc
public import NIOCore

/// Names the content of a block.
public enum BlockDigest {
    /// The hash of content that lies in pieces, without its trailing zeros.
    public static func hash(of slices: [ByteBuffer]) -> BlockHash {
        var rest = slices.reduce(0) { $0 + $1.readableBytes } - trailingZeros(of: slices)
        var digest = SHA256()
        for slice in slices where rest > 0 {
            slice.withUnsafeReadableBytes { bytes in
                let taken = min(rest, bytes.count)
                digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes.prefix(taken)))
                rest -= taken
            }
        }
        return digest.finalize().withUnsafeBytes { BlockHash(bytes: $0) }
    }

    /// The hash of two hashes side by side: one step of folding a hashmap.
    static func hash(of left: BlockHash, _ right: BlockHash) -> BlockHash {
        var digest = SHA256()
        left.withBytes { digest.update(bufferPointer: $0) }
        right.withBytes { digest.update(bufferPointer: $0) }
        return digest.finalize().withUnsafeBytes { BlockHash(bytes: $0) }
    }

    private static func trailingZeros(of slices: [ByteBuffer]) -> Int {
        var total = 0
        for slice in slices.reversed() {
            let zeros = slice.withUnsafeReadableBytes { trailingZeros(of: $0) }
            total += zeros
            if zeros < slice.readableBytes { break }
        }
        return total
    }

    /// How many zero bytes end the buffer. Looks at pages first, so that megabytes of zeros cost a few microseconds.
    static func trailingZeros(of bytes: UnsafeRawBufferPointer) -> Int {
        let page = 4096
        var end = bytes.count
        while end >= page, isZero(UnsafeRawBufferPointer(rebasing: bytes[(end - page)..<end])) { end -= page }
        while end > 0, bytes[end - 1] == 0 { end -= 1 }
        return bytes.count - end
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, bytes[0] == 0 else { return bytes.isEmpty }
        // The buffer equals itself shifted by one byte and begins with zero: all of it is zero.
        return memcmp(start, start + 1, bytes.count - 1) == 0
    }
}
