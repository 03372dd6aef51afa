import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Blocks of one upload on their way into a directory.
///
/// Hashing and writing run on the store's threads; naming is left to the committer. Of a long upload, parts are
/// committed while it goes on, so that the last step stays short and the page cache is written out steadily.
final class DirectoryBlockBatch: BlockBatch {
    let store: DirectoryBlockStore
    private let state = Mutex(State())
    /// How many staged blocks are committed at once while an upload runs. A commit has the disk empty its cache, which takes
    /// the longer the more is in it; a few blocks take no longer than the next few need to arrive.
    private static let blocksACommit = 4

    private struct State {
        /// Added or claimed by this batch: staged, or found.
        var known: Set<HashedPlace> = []
        var staged: [StagedFile] = []
        var short: [ShortFile] = []
        /// Files that are written, by their paths.
        var unfinished: Set<String> = []
        /// Some file was there already, perhaps named by a commit that is still running.
        var reliesOnOthers = false
        /// When everything known was last kept from collectors.
        var kept = ContinuousClock.now
        /// What was staged earlier is being committed.
        var commit: Task<Void, any Error>?

        /// Whether it has just been staged, and is short.
        func bringsContent(of place: HashedPlace) -> Bool {
            short.last?.place == place
        }
    }

    init(store: DirectoryBlockStore) {
        self.store = store
    }

    var shortBlockSize: Int { FileJournal.contentLimit }

    func writer() -> any BlockWriter { DirectoryBlockWriter(batch: self) }

    func add(_ content: [ByteBuffer]) async throws -> BlockHash {
        let hash = try await store.pool.runIfActive { [self] in
            let writer = writer()
            try writer.write(content)
            return try writer.finish()
        }
        try await keepUp()
        return hash
    }

    func add(_ hashmap: Hashmap) async throws -> BlockHash {
        // Of a few a change of thread would take longer.
        let root = hashmap.hashes.count <= 100 ? hashmap.root : try await store.pool.runIfActive { hashmap.root }
        let place = store.mapPlace(root)
        // Whoever brings the only block brings the map, too. Whether it is there turns out when it gets its name.
        if root == hashmap.hashes.first, state.withLock({ $0.bringsContent(of: store.blockPlace(root)) }) {
            stageOnce([Self.content(of: hashmap)], at: place)
            return root
        }
        return try await store.pool.runIfActive { [self] in
            guard try isNew(place) else { return root }
            let content = Self.content(of: hashmap)
            guard content.readableBytes > FileJournal.contentLimit else {
                stage([content], at: place)
                return root
            }
            let file = try makeStagingFile()
            try file.write([content])
            stage(file, at: place)
            return root
        }
    }

    /// The hashes, one after the other.
    private static func content(of hashmap: Hashmap) -> ByteBuffer {
        var content = ByteBuffer()
        content.reserveCapacity(hashmap.hashes.count * BlockHash.byteCount)
        for hash in hashmap.hashes { hash.withBytes { _ = content.writeBytes($0) } }
        return content
    }

    func claim(_ hashes: [BlockHash]) async throws -> [BlockHash] {
        try await store.pool.runIfActive { [self] in
            var seen: Set<BlockHash> = [.empty]
            let missing = try hashes.filter { try seen.insert($0).inserted && !claim(store.blockPlace($0)) }
            if missing.isEmpty { return [] }
            // What another process has in its journal alone goes into ours, too, and so is kept whatever becomes of that.
            let others = try store.journal.contentsOfOthers(Set(missing.map(store.blockPlace)), asFarAsReadable: true)
            for (place, content) in others { stageOnce([content], at: place) }
            return try missing.filter { hash in
                let place = store.blockPlace(hash)
                // They may have named it between the two looks.
                return try others[place] == nil && !claim(place) && !claim(place.archipelagos)
            }
        }
    }

    func settle() async throws {
        try await state.withLock { $0.commit.take() }?.value
        try await commitStaged(awaitsOthers: state.withLock(\.reliesOnOthers))
        try await keepLongUpload()
    }

    /// What could not be committed stays the batch's, to be thrown away.
    ///
    /// - Parameter awaitsOthers: also when nothing is staged.
    private func commitStaged(awaitsOthers: Bool = false) async throws {
        let (staged, short) = state.withLock { state in
            defer { (state.staged, state.short) = ([], []) }
            return (state.staged, state.short)
        }
        do {
            // In turn: mostly it is one or the other.
            try await store.journal.append(short)
            if !staged.isEmpty || awaitsOthers { try await store.committer.commit(staged) }
        } catch {
            state.withLock { $0.staged += staged }
            throw error
        }
    }

    func abandon() async {
        _ = await state.withLock { $0.commit.take() }?.result
        let paths = state.withLock { state in
            defer { (state.staged, state.short, state.unfinished) = ([], [], []) }
            return state.staged.map(\.path) + state.unfinished
        }
        guard !paths.isEmpty else { return }
        // Best effort: what stays is swept when the store opens next. Not as a part of this task, which may have been
        // cancelled, as a client's that went away.
        await Task { [store] in try? await store.pool.runIfActive { for path in paths { unlink(path) } } }.value
    }

    /// One commit runs at a time: who is faster than the disk waits here for it.
    func keepUp() async throws {
        guard state.withLock({ $0.staged.count + $0.short.count >= Self.blocksACommit }) else { return }
        try await state.withLock { $0.commit.take() }?.value
        try await keepLongUpload()
        state.withLock { $0.commit = Task { try await commitStaged() } }
    }

    /// Keeps from collectors what an upload of hours began with: nothing refers to it before the end.
    private func keepLongUpload() async throws {
        let places = state.withLock { state -> Set<HashedPlace> in
            guard state.kept.duration(to: .now) > store.touchInterval else { return [] }
            state.kept = .now
            return state.known.subtracting(state.staged.map(\.place)).subtracting(state.short.map(\.place))
        }
        guard !places.isEmpty else { return }
        try await store.pool.runIfActive { [store] in
            // What lay where Archipelago puts it may have been brought to its own place.
            for place in places where try !store.keep(place) && !store.keep(place.own) {
                throw BlockError.missingBlock(place.hash)
            }
        }
    }

    // MARK: - On the store's threads

    /// A file for content that has no name yet.
    func makeStagingFile() throws -> StagingFile {
        let path = "\(store.tree.staging)/\(DirectoryBlockStore.temporaryName())"
        let file = try StagingFile(path: path)
        state.withLock { _ = $0.unfinished.insert(path) }
        return file
    }

    /// Takes a file for the content of `place`.
    func stage(_ file: StagingFile, at place: HashedPlace) {
        file.beginWriteOut()
        state.withLock { state in
            state.unfinished.remove(file.path)
            state.staged.append(StagedFile(path: file.path, place: place))
        }
    }

    /// Takes short content for `place`, unless it did before.
    func stageOnce(_ content: [ByteBuffer], at place: HashedPlace) {
        guard state.withLock({ $0.known.insert(place).inserted }) else { return }
        stage(content, at: place)
    }

    /// Takes short content for `place`: no more than `FileJournal.contentLimit` bytes.
    private func stage(_ content: [ByteBuffer], at place: HashedPlace) {
        state.withLock { $0.short.append(ShortFile(place: place, content: content)) }
    }

    /// Whether what lies at a place may be referred to.
    private func claim(_ place: HashedPlace) throws -> Bool {
        guard try store.keep(place) else { return false }
        state.withLock { state in
            state.known.insert(place)
            state.reliesOnOthers = true
        }
        return true
    }

    /// Throws a file away whose content is there already.
    func discard(_ file: StagingFile) {
        unlink(file.path)
        state.withLock { _ = $0.unfinished.remove(file.path) }
    }

    /// Whether the batch has to bring what belongs to `place`. What lies there is relied on only when it is in order: who
    /// brings the same content anew heals the store.
    func isNew(_ place: HashedPlace) throws -> Bool {
        guard state.withLock({ $0.known.insert(place).inserted }) else { return false }
        if store.journal.content(of: place) != nil { return false }
        guard try store.keep(place), let file = try StoredFile(place) else { return true }
        do {
            try store.verifier.verifyBlocking(file)
        } catch BlockError.damagedBlock, BlockError.damagedMap {
            return true
        }
        state.withLock { $0.reliesOnOthers = true }
        return false
    }
}
