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
    case bytes([UInt8])
    /// So many zeros: a hole in an object.
    case zeros(Int)

    var count: Int {
        switch self {
        case .file(let slice): slice.count
        case .bytes(let bytes): bytes.count
        case .zeros(let count): count
        }
    }
}
