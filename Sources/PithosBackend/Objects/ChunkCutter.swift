import NIOCore

/// Cuts a stream of buffers into chunks that never cross the border of a block. Slices, never copies.
struct ChunkCutter {
    /// A part of one block.
    struct Chunk: Sendable {
        var content: [ByteBuffer]
        /// Bytes.
        var length: Int
        /// Where the block ends with this chunk, how many bytes it has.
        var endsBlock: Int?
    }

    private let chunkSize: Int
    private let blockSize: Int
    /// Bytes that the current block is to have.
    private var pieceSize: Int
    /// Bytes of the current block in chunks that were given out.
    private var given = 0
    private var chunk = Chunk(content: [], length: 0)
    /// Bytes taken so far.
    private(set) var size: Int64 = 0

    /// - Parameter firstSize: bytes of the first block; the others have `blockSize`.
    init(chunkSize: Int, blockSize: Int, firstSize: Int) {
        self.chunkSize = chunkSize
        self.blockSize = blockSize
        pieceSize = firstSize
    }

    /// Moves bytes out of the buffer; a chunk when that filled one.
    mutating func take(_ buffer: inout ByteBuffer) -> Chunk? {
        let wanted = min(chunkSize, pieceSize - given)
        let length = min(wanted - chunk.length, buffer.readableBytes)
        if length > 0, let slice = buffer.readSlice(length: length) {
            chunk.content.append(slice)
            chunk.length += length
            size += Int64(length)
        }
        return chunk.length == wanted ? next(endsBlock: given + chunk.length == pieceSize) : nil
    }

    /// What is left; nil when nothing is. The last block may be shorter than the others.
    mutating func finish() -> Chunk? {
        given + chunk.length > 0 ? next(endsBlock: true) : nil
    }

    private mutating func next(endsBlock: Bool) -> Chunk {
        var full = chunk
        chunk = Chunk(content: [], length: 0)
        given += full.length
        if endsBlock {
            full.endsBlock = given
            given = 0
            pieceSize = blockSize
        }
        return full
    }
}
