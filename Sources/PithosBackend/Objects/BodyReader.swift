import Crypto
import NIOCore
import Vocabulary

/// Cuts a body into blocks and puts them into the store while the body still arrives.
///
/// ```
/// body ─▶ chunk ─┬─▶ SHA-256, write ─▶ SHA-256, write, name the block ─▶ …
///                └─▶ MD5 ─▶ MD5 ─▶ …
/// ```
///
/// The two chains run on the store's threads beside the receiving, a few chunks behind it: those are all of the body
/// that is ever in memory. The received buffers are sliced, never copied.
struct BodyReader: Sendable {
    let blocks: any BlockStore
    let batch: any BlockBatch
    /// The whole body's MD5 is wanted.
    var computesMD5: Bool
    /// Bytes of the first piece; a whole block unless the body begins inside one.
    var firstPieceSize: Int
    /// Bytes; a longer body is refused.
    var sizeLimit: Int64

    /// Bytes that are hashed at once: enough to be worth the change of thread, little enough for many uploads.
    private static let chunkSize = 256 << 10
    /// Chunks that wait for each of the two chains.
    private static let chunksWaiting = 3
    /// Bytes that are hashed without a change of thread, which would take longer.
    private static let inlineSize = 16 << 10

    /// Where the store's chain stands.
    private struct Storing: Sendable {
        /// The block that is being written.
        var writer: (any BlockWriter)?
        var pieces: [BlockSlice] = []
    }

    /// Reads the body to its end.
    ///
    /// - Throws: badRequest when it is longer than the limit; whatever the body or the store throws. The batch is to be
    ///   abandoned then.
    func read(_ body: some AsyncSequence<ByteBuffer, any Error> & Sendable) async throws -> StoredContent {
        var storing = Chain(Storing(), limit: Self.chunksWaiting)
        var digest = Chain(Insecure.MD5(), limit: Self.chunksWaiting)
        do {
            var cutter = ChunkCutter(chunkSize: Self.chunkSize, blockSize: blocks.blockSize, firstSize: firstPieceSize)
            for try await buffer in body {
                guard cutter.size + Int64(buffer.readableBytes) <= sizeLimit else {
                    throw ContentFault.tooLong(limit: sizeLimit)
                }
                var rest = buffer
                while let chunk = cutter.take(&rest) { try await pass(chunk, to: &storing, &digest) }
            }
            if let chunk = cutter.finish() { try await pass(chunk, to: &storing, &digest) }
            let pieces = try await storing.finish().pieces
            let md5 = computesMD5 ? Self.hex(try await digest.finish()) : nil
            return StoredContent(pieces: pieces, size: cutter.size, md5: md5)
        } catch {
            await storing.settle()
            await digest.settle()
            throw error
        }
    }

    private func pass(
        _ chunk: ChunkCutter.Chunk, to storing: inout Chain<Storing>, _ digest: inout Chain<Insecure.MD5>
    ) async throws {
        if computesMD5 { try await add(chunk, to: &digest) }
        try await storing.then { [batch] storing in
            var storing = storing
            if let length = chunk.wholeBlock {
                storing.pieces.append(
                    BlockSlice(hash: try await batch.add(chunk.content), offset: 0, length: length))
                return storing
            }
            let writer = storing.writer ?? batch.writer()
            try await writer.write(chunk.content)
            storing.writer = writer
            if let length = chunk.endsBlock {
                storing.pieces.append(BlockSlice(hash: try await writer.finish(), offset: 0, length: length))
                storing.writer = nil
            }
            return storing
        }
    }

    private func add(_ chunk: ChunkCutter.Chunk, to digest: inout Chain<Insecure.MD5>) async throws {
        try await digest.then { [blocks] digest in
            if chunk.length <= Self.inlineSize { return Self.updated(digest, with: chunk.content) }
            return try await blocks.compute { Self.updated(digest, with: chunk.content) }
        }
    }

    private static func updated(_ digest: Insecure.MD5, with content: [ByteBuffer]) -> Insecure.MD5 {
        var digest = digest
        for slice in content { slice.withUnsafeReadableBytes { digest.update(bufferPointer: $0) } }
        return digest
    }

    static func hex(_ md5: Insecure.MD5) -> String {
        md5.finalize().withUnsafeBytes { Hex.encode($0) }
    }
}
