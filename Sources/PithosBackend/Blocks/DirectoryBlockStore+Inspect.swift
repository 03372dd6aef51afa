import NIOCore
public import NIOPosix

extension DirectoryBlockStore {
    public func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection {
        try await threads.runIfActive { try inspectBlocking(tree.place(kind, hash), setsAside: setsAside) }
    }

    private func inspectBlocking(_ place: HashedPlace, setsAside: Bool) throws -> Inspection {
        if let content = journal.content(of: place) { return .good(bytes: content.readableBytes) }
        guard let file = try StoredFile(place) else { return try inspectElsewhere(place) }
        // What is in memory says nothing of the disk. What others need there comes back by being read.
        let wasCached = file.isCached
        file.dropFromCache()
        defer { if !wasCached { file.dropFromCache() } }
        let content: BlockHash?
        do {
            content = try file.contentHash()
        } catch let error as BlockError {
            return .unreadable("\(error)")
        }
        guard content == place.hash else {
            if setsAside { verifier.setAside(file) }
            return .damaged(bytes: file.stamp.size)
        }
        return .good(bytes: file.stamp.size)
    }

    /// What is not in its place may be in the journal of a process that has not named it yet.
    private func inspectElsewhere(_ place: HashedPlace) throws -> Inspection {
        if let content = try journal.contentsOfOthers([place])[place] { return .good(bytes: content.readableBytes) }
        return try FileStamp(path: place.path).map { .good(bytes: $0.size) } ?? .missing
    }
}
