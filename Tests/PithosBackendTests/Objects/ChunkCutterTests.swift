import NIOCore
import Testing

@testable import PithosBackend

struct ChunkCutterTests {
    /// Cuts `size` bytes that come in buffers of `bufferSize`; the chunks' bytes put together again, and their blocks.
    private func cut(_ size: Int, bufferSize: Int, firstSize: Int) -> (content: [UInt8], blocks: [Int], longest: Int) {
        var cutter = ChunkCutter(chunkSize: 100, blockSize: 1000, firstSize: firstSize)
        var chunks: [ChunkCutter.Chunk] = []
        for start in stride(from: 0, to: size, by: bufferSize) {
            let bytes = (start..<min(size, start + bufferSize)).map { UInt8(truncatingIfNeeded: $0) }
            var buffer = ByteBuffer(bytes: bytes)
            while let chunk = cutter.take(&buffer) { chunks.append(chunk) }
            #expect(buffer.readableBytes == 0)
        }
        if let chunk = cutter.finish() { chunks.append(chunk) }
        #expect(cutter.size == size)
        return (
            chunks.flatMap { $0.content.flatMap { Array(buffer: $0) } }, chunks.compactMap(\.endsBlock),
            chunks.map(\.length).max() ?? 0
        )
    }

    @Test(arguments: [0, 1, 99, 100, 101, 999, 1000, 1001, 4321], [1, 7, 100, 1000, 5000])
    func nothingIsLostAndNoChunkCrossesTheEndOfABlock(size: Int, bufferSize: Int) {
        for firstSize in [1000, 1, 950] {
            let (content, blocks, longest) = cut(size, bufferSize: bufferSize, firstSize: firstSize)
            #expect(content == (0..<size).map { UInt8(truncatingIfNeeded: $0) })
            var rest = size
            var expected: [Int] = []
            while rest > 0 {
                expected.append(min(rest, expected.isEmpty ? firstSize : 1000))
                rest -= expected.last ?? 0
            }
            #expect(blocks == expected)
            #expect(longest <= 100)
        }
    }
}
