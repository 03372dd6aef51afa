import HummingbirdCore
import NIOCore

/// Writes bytes that are read from elsewhere: while one chunk is sent, the next is read.
struct StoredBody: Sendable {
    /// Bytes, all together.
    let count: Int
    let read: @Sendable (Range<Int>) async throws -> ByteBuffer

    /// Bytes that are read at once. Two chunks of each answer are in memory.
    static let chunkSize = 1 << 20

    /// - Throws: what reading throws; `StoredBodyError` when it gave too few or too many bytes. The answer breaks off.
    func write(to writer: inout any ResponseBodyWriter) async throws {
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

    private func startReading(at position: Int, in group: inout ThrowingTaskGroup<ByteBuffer, any Error>) {
        guard position < count else { return }
        let range = position..<min(position + Self.chunkSize, count)
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
