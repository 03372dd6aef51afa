public import NIOCore

/// A file that is open for reading as long as somebody holds it.
public protocol OpenFile: AnyObject, Sendable {
    /// To be read by position only, and never closed by whoever borrows it.
    var descriptor: CInt { get }
}

/// A part of a file that becomes a part of an answer.
public struct FileSlice: Sendable {
    public var file: any OpenFile
    public var offset: Int
    /// Bytes.
    public var count: Int

    public init(file: any OpenFile, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }
}

/// A part of an answer's body.
public enum BodyPiece: Sendable {
    case file(FileSlice)
    /// Bytes that lie elsewhere. `read` gives those of a range from the piece's begin, all of them; it is called for one
    /// range after the other while the answer is sent.
    case stored(count: Int, read: @Sendable (Range<Int>) async throws -> ByteBuffer)
    case bytes(ByteBuffer)
    /// So many zeros: a hole in an object.
    case zeros(Int)
}
