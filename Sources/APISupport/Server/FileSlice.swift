public import NIOCore

/// A part of a file that becomes a part of an answer.
public struct FileSlice: Sendable, Hashable {
    public var path: String
    public var offset: Int
    /// Bytes.
    public var count: Int

    public init(path: String, offset: Int, count: Int) {
        self.path = path
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
    case bytes([UInt8])
    /// So many zeros: a hole in an object.
    case zeros(Int)

    var count: Int {
        switch self {
        case .file(let slice): slice.count
        case .stored(let count, _): count
        case .bytes(let bytes): bytes.count
        case .zeros(let count): count
        }
    }
}
