public import NIOPosix

extension DirectoryBlockStore {
    public func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection {
        try await threads.runIfActive { try inspectBlocking(place(kind, hash), setsAside: setsAside) }
    }

    private func inspectBlocking(_ place: HashedPlace, setsAside: Bool) throws -> Inspection {
        guard let file = try StoredFile(place) else { return .missing }
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
}
