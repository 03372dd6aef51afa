import NIOCore

/// Content that has its hash but not yet its name.
struct StagedFile: Sendable {
    var source: Source
    /// Where it belongs, from the root of the tree.
    var place: HashedPlace

    enum Source: Sendable {
        /// A file in the staging directory, by its path.
        case file(String)
        /// So little that it goes through the journal: `FileJournal.contentLimit` bytes at most.
        case content([ByteBuffer])
    }

    /// The file in the staging directory, where it is one.
    var temporaryPath: String? {
        if case .file(let path) = source { path } else { nil }
    }
}
