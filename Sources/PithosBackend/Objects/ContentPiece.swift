public import NIOCore

/// A stretch of an object's content, ready to be sent.
public enum ContentPiece: Sendable {
    /// A region of a block's file; both numbers in bytes. The file is never changed; it may be sent without copying.
    case file(BlockFile, offset: Int, length: Int)
    /// A part of a block that lies in no file of this machine: read it from the store when its turn comes.
    case block(BlockSlice)
    /// So many zero bytes that no file holds.
    case zeros(Int)
    /// Bytes that are in memory: of short content, or of a large object's manifest.
    case data(ByteBuffer)

    /// Bytes.
    public var length: Int {
        switch self {
        case .file(_, _, let length), .zeros(let length): length
        case .block(let slice): slice.length
        case .data(let bytes): bytes.readableBytes
        }
    }
}
