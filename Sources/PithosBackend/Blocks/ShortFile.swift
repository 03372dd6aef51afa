import NIOCore

/// Content for a place that is short enough to go through the journal.
struct ShortFile: Sendable {
    var place: HashedPlace
    /// `FileJournal.contentLimit` bytes at most.
    var content: [ByteBuffer]

    /// Bytes.
    var size: Int { content.reduce(0) { $0 + $1.readableBytes } }
}
