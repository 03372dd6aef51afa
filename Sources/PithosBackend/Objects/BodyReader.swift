import Crypto
import NIOCore

/// Cuts a body into blocks and puts them into the store while the body still arrives.
///
/// At most two blocks are in memory: one that is hashed and written, one that is received. The received buffers are
/// sliced, never copied. Hashing (SHA-256, and MD5 where it is wanted) and writing run on the store's threads, MD5
/// beside the rest.
struct BodyReader: Sendable {
    let blocks: any BlockStore
    let batch: any BlockBatch
    /// The whole body's MD5 is wanted.
    var computesMD5: Bool
    /// Bytes of the first piece; a whole block unless the body begins inside one.
    var firstPieceSize: Int
    /// Bytes; a longer body is refused.
    var sizeLimit: Int64

    /// What one block gives: its name, and the MD5 of the body up to its end.
    private struct Job: Sendable {
        var piece: BlockSlice
        var md5: Insecure.MD5?
    }

    /// Reads the body to its end.
    ///
    /// - Throws: badRequest when it is longer than the limit; whatever the body or the store throws. The batch is to be
    ///   abandoned then.
    func read(_ body: some AsyncSequence<ByteBuffer, any Error> & Sendable) async throws -> StoredContent {
        try await withThrowingTaskGroup(of: Job.self) { group in
            var reading = Reading(pieceSize: firstPieceSize, md5: computesMD5 ? Insecure.MD5() : nil)
            for try await buffer in body {
                var rest = buffer
                reading.size += Int64(buffer.readableBytes)
                guard reading.size <= sizeLimit else { throw ContentFault.tooLong(limit: sizeLimit) }
                while let full = reading.take(&rest) {
                    try await reading.finishJob(of: &group)
                    reading.pieceSize = blocks.blockSize
                    start(full, md5: reading.md5, in: &group)
                    reading.isBusy = true
                }
            }
            try await reading.finishJob(of: &group)
            if reading.received > 0 {
                start(reading.chain, md5: reading.md5, in: &group)
                reading.isBusy = true
                try await reading.finishJob(of: &group)
            }
            return StoredContent(pieces: reading.pieces, size: reading.size, md5: reading.md5.map(Self.hex))
        }
    }

    private func start(_ content: [ByteBuffer], md5: Insecure.MD5?, in group: inout ThrowingTaskGroup<Job, any Error>) {
        let length = content.reduce(0) { $0 + $1.readableBytes }
        group.addTask { [batch, blocks] in
            async let hash = batch.add(content)
            let digest = try await Self.update(md5, with: content, on: blocks)
            return Job(piece: BlockSlice(hash: try await hash, offset: 0, length: length), md5: digest)
        }
    }

    private static func update(
        _ md5: Insecure.MD5?, with content: [ByteBuffer], on blocks: any BlockStore
    ) async throws -> Insecure.MD5? {
        guard let md5 else { return nil }
        return try await blocks.compute {
            var digest = md5
            for slice in content { slice.withUnsafeReadableBytes { digest.update(bufferPointer: $0) } }
            return digest
        }
    }

    static func hex(_ md5: Insecure.MD5) -> String {
        md5.finalize().reduce(into: "") { text, byte in
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
    }

    /// Where reading stands.
    private struct Reading {
        /// Bytes of the piece that is being received, when full.
        var pieceSize: Int
        /// Of everything handed to jobs that have ended.
        var md5: Insecure.MD5?
        /// The piece that is being received.
        var chain: [ByteBuffer] = []
        var received = 0
        var pieces: [BlockSlice] = []
        var size: Int64 = 0
        var isBusy = false

        init(pieceSize: Int, md5: Insecure.MD5?) {
            self.pieceSize = pieceSize
            self.md5 = md5
        }

        /// Moves bytes into the piece; the piece when that filled it.
        mutating func take(_ buffer: inout ByteBuffer) -> [ByteBuffer]? {
            let length = min(pieceSize - received, buffer.readableBytes)
            if length > 0, let slice = buffer.readSlice(length: length) {
                chain.append(slice)
                received += length
            }
            guard received == pieceSize else { return nil }
            defer { (chain, received) = ([], 0) }
            return chain
        }

        /// Waits for the job in flight, so that one at most is.
        mutating func finishJob(of group: inout ThrowingTaskGroup<Job, any Error>) async throws {
            guard isBusy, let job = try await group.next() else { return }
            isBusy = false
            pieces.append(job.piece)
            md5 = job.md5
        }
    }
}
