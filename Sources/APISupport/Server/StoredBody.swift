import HummingbirdCore
import NIOCore
import Synchronization

/// Writes bytes that are read from elsewhere: while one chunk is sent, the next is read.
///
/// Stores like large reads, and many answers at once must not fill the memory: all answers share a budget, so a few
/// get chunks as large as a block, and many get small ones.
struct StoredBody: Sendable {
    /// Bytes, all together.
    let count: Int
    let read: @Sendable (Range<Int>) async throws -> ByteBuffer

    /// Bytes, shared by the chunks that are read at the same time. As many again are being sent.
    private static let budget = 16 << 20
    /// Bytes that are read at once.
    private static let chunkSizes = (256 << 10)...(4 << 20)
    /// Answers that are being written this way.
    private static let active = Atomic(0)

    /// - Throws: what reading throws; `StoredBodyError` when it gave too few or too many bytes. The answer breaks off.
    func write(to writer: inout any ResponseBodyWriter) async throws {
        Self.active.add(1, ordering: .relaxed)
        defer { Self.active.subtract(1, ordering: .relaxed) }
        var position = 0
        try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            startReading(at: position, in: &group)
            while position < count, let chunk = try await group.next() {
                position += chunk.readableBytes
                startReading(at: position, in: &group)
                try await writer.write(chunk)
            }
        }
    }

    /// What is read at once while so many answers are written.
    static func chunkSize(active: Int) -> Int {
        let share = budget / max(active, 1)
        return max(min(share, chunkSizes.upperBound), chunkSizes.lowerBound)
    }

    private func startReading(at position: Int, in group: inout ThrowingTaskGroup<ByteBuffer, any Error>) {
        guard position < count else { return }
        let size = Self.chunkSize(active: Self.active.load(ordering: .relaxed))
        let range = position..<min(position + size, count)
        group.addTask {
            let chunk = try await read(range)
            guard chunk.readableBytes == range.count else {
                throw StoredBodyError(expected: range.count, read: chunk.readableBytes)
            }
            return chunk
        }
    }
}

/// A store gave another number of bytes than it was asked for.
struct StoredBodyError: Error {
    var expected: Int
    var read: Int
}
