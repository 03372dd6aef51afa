import NIOCore

/// Where the content of a place was found.
enum FoundFile: Sendable {
    /// Not yet known to be what its name says.
    case file(StoredFile)
    /// In a journal, in order.
    case content(ByteBuffer)
}
