import Crypto

/// Reads content back to compute its MD5.
struct ContentDigest: Sendable {
    let blocks: any BlockStore

    /// Bytes that are read at once.
    private static let chunk = 1 << 20

    /// 32 lower-case hexadecimal digits.
    ///
    /// - Throws: `BlockError`.
    func md5(of hashmap: Hashmap) async throws -> String {
        var digest = Insecure.MD5()
        for slice in hashmap.slices(0..<hashmap.size, blockSize: blocks.blockSize) {
            let block = try await blocks.open(slice.hash)
            let before = digest
            digest = try await blocks.compute {
                var digest = before
                try withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 64) { buffer in
                    for start in stride(from: slice.offset, to: slice.offset + slice.length, by: Self.chunk) {
                        let count = min(Self.chunk, slice.offset + slice.length - start)
                        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
                        try block.read(at: start, into: part)
                        digest.update(bufferPointer: UnsafeRawBufferPointer(part))
                    }
                }
                return digest
            }
        }
        return BodyReader.hex(digest)
    }
}
