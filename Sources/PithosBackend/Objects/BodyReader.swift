import Crypto
import NIOCore
import Synchronization
import Vocabulary

/// Cuts a body into blocks and puts them into the store while the body still arrives.
///
/// ```
/// body ─▶ chunks ─┬─▶ SHA-256, write, and at its end name the block
///                 └─▶ MD5
/// ```
///
/// The two lanes run on the store's threads beside the receiving, a few chunks behind it: those are all of the body
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

    /// Bytes that are hashed at once.
    private static let chunkSize = 128 << 10
    /// Bytes that wait for either lane, of all uploads together: one alone keeps both lanes busy, and many do not fill the
    /// memory.
    private static let budget = 8 << 20
    /// Chunks of one upload that wait for each of the two lanes.
    private static let waitingLimits = 1...64
    /// Bodies that are being read.
    private static let active = Atomic(0)
    /// Bytes of a chunk that is hashed where it is: a change of thread would take longer.
    private static let shortSize = 16 << 10

    /// Where storing stands.
    private struct Storing: Sendable {
        /// The block that is being written.
        var writer: (any BlockWriter)?
        var pieces: [BlockSlice] = []

        mutating func take(_ chunk: ChunkCutter.Chunk, _ batch: any BlockBatch) throws {
            let writer = self.writer ?? batch.writer()
            try writer.write(chunk.content)
            self.writer = writer
            guard let length = chunk.endsBlock else { return }
            pieces.append(BlockSlice(hash: try writer.finish(), offset: 0, length: length))
            self.writer = nil
        }
    }

    /// Reads the body to its end.
    ///
    /// - Throws: badRequest when it is longer than the limit; whatever the body or the store throws. The batch is to be
    ///   abandoned then.
    func read(_ body: some AsyncSequence<ByteBuffer, any Error> & Sendable) async throws -> StoredContent {
        Self.active.add(1, ordering: .relaxed)
        defer { Self.active.subtract(1, ordering: .relaxed) }
        let storing = Lane(Storing(), pool: blocks.threads)
        let digest = Lane(Insecure.MD5(), pool: blocks.threads)
        do {
            var cutter = ChunkCutter(chunkSize: Self.chunkSize, blockSize: blocks.blockSize, firstSize: firstPieceSize)
            for try await buffer in body {
                guard cutter.size + Int64(buffer.readableBytes) <= sizeLimit else {
                    throw ContentFault.tooLong(limit: sizeLimit)
                }
                var rest = buffer
                while let chunk = cutter.take(&rest) { try await pass(chunk, to: storing, digest) }
            }
            if let chunk = cutter.finish() { try await pass(chunk, to: storing, digest) }
            let md5 = computesMD5 ? Self.hex(try await digest.finish()) : nil
            return StoredContent(pieces: try await storing.finish().pieces, size: cutter.size, md5: md5)
        } catch {
            await digest.cancel()
            await storing.cancel()
            throw error
        }
    }

    /// How many chunks of an upload wait when so many are under way.
    static func chunksWaiting(active: Int) -> Int {
        let share = budget / chunkSize / max(active, 1)
        return max(min(share, waitingLimits.upperBound), waitingLimits.lowerBound)
    }

    private func pass(
        _ chunk: ChunkCutter.Chunk, to storing: Lane<Storing>, _ digest: Lane<Insecure.MD5>
    ) async throws {
        let isShortBlock = chunk.endsBlock == chunk.length && chunk.length <= min(Self.shortSize, batch.shortBlockSize)
        // Others may have come meanwhile.
        let limit = Self.chunksWaiting(active: Self.active.load(ordering: .relaxed))
        try await storing.add(limit: limit, isShort: isShortBlock) { [batch] in try $0.take(chunk, batch) }
        if computesMD5 {
            try await digest.add(limit: limit, isShort: chunk.length <= Self.shortSize) { digest in
                for slice in chunk.content { slice.withUnsafeReadableBytes { digest.update(bufferPointer: $0) } }
            }
        }
        if chunk.endsBlock != nil { try await batch.keepUp() }
    }

    static func hex(_ md5: Insecure.MD5) -> String {
        md5.finalize().withUnsafeBytes { Hex.encode($0) }
    }
}
