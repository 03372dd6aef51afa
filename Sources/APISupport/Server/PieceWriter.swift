public import HummingbirdCore
import NIOCore

/// Sends a body piece by piece; parts of files without ever having them in our memory.
///
/// A file that lies in the system's cache goes out by `sendfile`, which costs a third of reading and writing. One that
/// does not would stop all connections of its event loop while the disk turns, so it is read on a thread first. Of what
/// lies in no file two chunks are in memory: one that is sent, one that is read.
public struct PieceWriter {
    fileprivate var writer: any ResponseBodyWriter
    fileprivate let channel: (any Channel)?
    /// The part of a file that is on its way.
    private var sending: EventLoopFuture<Void>?

    fileprivate init(writer: any ResponseBodyWriter, channel: (any Channel)?) {
        self.writer = writer
        self.channel = channel
    }

    /// Returns when the piece is on its way and the one before it is sent: while one part of a file goes out the next
    /// waits behind it, so that the connection never waits for us.
    ///
    /// - Throws: what the connection or the file throw. The answer is to be broken off then.
    public mutating func write(_ piece: BodyPiece) async throws {
        switch piece {
        case .file(let slice):
            let next = try await FileBody(slice: slice, channel: channel).write(to: &writer)
            let before = sending
            sending = next
            try await before?.get()
        case .stored(let count, let read): try await StoredBody(count: count, read: read).write(to: &writer)
        case .bytes(let bytes): try await writer.write(bytes)
        case .zeros(let count): try await writeZeros(count)
        }
    }

    fileprivate mutating func finish() async throws {
        try await sending?.get()
        try await writer.finish(nil)
    }

    private mutating func writeZeros(_ count: Int) async throws {
        let zeros = ByteBuffer(repeating: 0, count: min(count, FileBody.readSize))
        var left = count
        while left > 0 {
            let part = zeros.getSlice(at: 0, length: min(left, zeros.readableBytes)) ?? zeros
            try await writer.write(part)
            left -= part.readableBytes
        }
    }
}

extension ResponseBody {
    /// A body whose pieces are found while it is sent.
    ///
    /// - Parameters:
    ///   - length: bytes of all pieces together.
    ///   - context: of the request that is answered; without a connection everything is read.
    ///   - produce: writes the pieces; what it throws ends the connection.
    public static func pieces(
        length: Int, _ context: APIContext, _ produce: @escaping @Sendable (inout PieceWriter) async throws -> Void
    ) -> ResponseBody {
        let channel = context.channel
        return ResponseBody(contentLength: length) { writer in
            var pieces = PieceWriter(writer: writer, channel: channel)
            try await produce(&pieces)
            try await pieces.finish()
        }
    }
}
