import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Blocks of one upload on their way into a directory.
///
/// Hashing and writing run on the store's threads; naming is left to the committer. Of a long upload, parts are
/// committed as it goes, so that the last step stays short and the page cache is written out steadily.
final class DirectoryBlockBatch: BlockBatch {
    private let store: DirectoryBlockStore
    private let state = Mutex(State())
    /// How many staged blocks are committed at once while an upload runs.
    private static let blocksACommit = 8

    private struct State {
        /// Added by this batch, staged or found.
        var known: Set<HashedPlace> = []
        var staged: [StagedFile] = []
        /// Some file was there already, perhaps named by a commit that is still running.
        var reliesOnOthers = false
    }

    init(store: DirectoryBlockStore) {
        self.store = store
    }

    func add(_ content: [ByteBuffer]) async throws -> BlockHash {
        let hash = try await store.pool.runIfActive { [self] in
            let hash = BlockDigest.hash(of: content)
            try stage(content, at: store.blockPlace(hash))
            return hash
        }
        if let full = takeStaged(atLeast: Self.blocksACommit) { try await store.committer.commit(full) }
        return hash
    }

    func add(_ hashmap: Hashmap) async throws -> BlockHash {
        try await store.pool.runIfActive { [self] in
            let root = hashmap.root
            var content = ByteBuffer()
            content.reserveCapacity(hashmap.hashes.count * BlockHash.byteCount)
            for hash in hashmap.hashes { _ = hash.withBytes { content.writeBytes($0) } }
            try stage([content], at: store.mapPlace(root))
            return root
        }
    }

    func settle() async throws {
        let (staged, reliesOnOthers) = state.withLock { state in
            defer { state.staged = [] }
            return (state.staged, state.reliesOnOthers)
        }
        if !staged.isEmpty || reliesOnOthers { try await store.committer.commit(staged) }
    }

    func abandon() async {
        guard let staged = takeStaged(atLeast: 1) else { return }
        // Best effort: what stays is swept when the store opens next.
        try? await store.pool.runIfActive { for file in staged { unlink(file.temporaryPath) } }
    }

    private func takeStaged(atLeast count: Int) -> [StagedFile]? {
        state.withLock { state in
            guard state.staged.count >= count else { return nil }
            defer { state.staged = [] }
            return state.staged
        }
    }

    private func stage(_ content: [ByteBuffer], at place: HashedPlace) throws {
        guard state.withLock({ $0.known.insert(place).inserted }) else { return }
        if FileCalls.exists(place.path) {
            state.withLock { $0.reliesOnOthers = true }
            return
        }
        let path = "\(store.staging)/\(Self.temporaryName())"
        let descriptor = try FileCalls.open(path, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(descriptor) }
        do {
            for slice in content {
                try slice.withUnsafeReadableBytes { try FileCalls.write($0, to: descriptor, path: path) }
            }
        } catch {
            unlink(path)
            throw error
        }
        state.withLock { $0.staged.append(StagedFile(temporaryPath: path, place: place)) }
    }

    /// Unique among all processes that share the directory.
    private static func temporaryName() -> String {
        let random = UInt64.random(in: 0...UInt64.max)
        return "\(getpid())-" + String(random, radix: 16)
    }
}
