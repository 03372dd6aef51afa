import Crypto
import Glibc
import NIOCore

/// Names the content of one block as it arrives, piece by piece: SHA-256 without the zeros that end it.
///
/// - Source: object-storage.md 3.1.
struct BlockHasher: Sendable {
    private var digest = SHA256()
    /// Zeros that ended what came so far. They count only when something else follows.
    private var zeros = 0

    private static let page = [UInt8](repeating: 0, count: 4096)

    mutating func update(_ slices: [ByteBuffer]) {
        for slice in slices { slice.withUnsafeReadableBytes { update($0) } }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let trailing = Self.trailingZeros(of: bytes)
        guard trailing < bytes.count else {
            zeros += bytes.count
            return
        }
        hashZeros()
        digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes.dropLast(trailing)))
        zeros = trailing
    }

    private mutating func hashZeros() {
        while zeros > 0 {
            let count = min(zeros, Self.page.count)
            Self.page.withUnsafeBytes { digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            zeros -= count
        }
    }

    func finalize() -> BlockHash {
        digest.finalize().withUnsafeBytes { BlockHash(bytes: $0) }
    }

    /// How many zero bytes end the buffer. Looks at pages first, so that megabytes of zeros cost a few microseconds.
    static func trailingZeros(of bytes: UnsafeRawBufferPointer) -> Int {
        var end = bytes.count
        while end >= page.count, isZero(UnsafeRawBufferPointer(rebasing: bytes[(end - page.count)..<end])) {
            end -= page.count
        }
        while end > 0, bytes[end - 1] == 0 { end -= 1 }
        return bytes.count - end
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, bytes[0] == 0 else { return bytes.isEmpty }
        // The buffer equals itself shifted by one byte and begins with zero: all of it is zero.
        return memcmp(start, start + 1, bytes.count - 1) == 0
    }
}
