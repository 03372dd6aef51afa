import NIOCore
import PithosBackend
import Synchronization

/// Blocks of one upload on their way into a cluster.
///
/// What is there already is not sent. Two writes may be under way while the next block is received and hashed. What the
/// cluster has acknowledged is durable, and what can be read was acknowledged; so nothing needs a second step, and what
/// an upload that breaks off has written stays for the garbage collector.
final class RadosBlockBatch: BlockBatch {
    private let store: RadosBlockStore
    private let state = Mutex(State())
    /// Writes that may be under way when `add` returns.
    private static let writesAhead = 2

    private struct State {
        /// Added by this batch, written or found.
        var known: Set<Name> = []
        /// Blocks that have their names and wait to be written.
        var held: [(hash: BlockHash, content: [ByteBuffer])] = []
        var writes: [Write] = []
        /// When everything known was last kept from collectors.
        var kept = ContinuousClock.now
    }

    private struct Name: Hashable {
        var kind: StoredKind
        var hash: BlockHash
    }

    private struct Write {
        var objects: RadosPool
        var hash: BlockHash
        var operation: RadosOperation
    }

    init(store: RadosBlockStore) {
        self.store = store
    }

    func writer() -> any BlockWriter { RadosBlockWriter(batch: self) }

    /// Keeps a block until the next step that may wait.
    func hold(_ content: [ByteBuffer], as hash: BlockHash) {
        state.withLock { $0.held.append((hash, content)) }
    }

    func keepUp() async throws {
        while let block = state.withLock({ $0.held.isEmpty ? nil : $0.held.removeFirst() }) {
            try await put(block.content, .block, block.hash)
        }
        try await keepLongUpload()
    }

    func add(_ content: [ByteBuffer]) async throws -> BlockHash {
        let hash = try await store.compute { BlockDigest.hash(of: content) }
        try await put(content, .block, hash)
        return hash
    }

    func add(_ hashmap: Hashmap) async throws -> BlockHash {
        let (root, content) = try await store.compute {
            var content = ByteBuffer()
            content.reserveCapacity(hashmap.hashes.count * BlockHash.byteCount)
            for hash in hashmap.hashes { _ = hash.withBytes { content.writeBytes($0) } }
            return (hashmap.root, content)
        }
        try await put([content], .map, root)
        return root
    }

    func claim(_ hashes: [BlockHash]) async throws -> [BlockHash] {
        var seen: Set<BlockHash> = [.empty]
        let wanted = hashes.filter { seen.insert($0).inserted }
        let missing = try await notKept(wanted, .block)
        let absent = Set(missing)
        state.withLock { state in
            for hash in wanted where !absent.contains(hash) { state.known.insert(Name(kind: .block, hash: hash)) }
        }
        return missing
    }

    func settle() async throws {
        try await keepUp()
        try await awaitWrites(downTo: 0)
        try await keepLongUpload()
    }

    /// Keeps from collectors what an upload of hours began with: nothing refers to it before the end.
    private func keepLongUpload() async throws {
        let names = state.withLock { state -> Set<Name> in
            guard state.kept.duration(to: .now) > store.touchInterval else { return [] }
            state.kept = .now
            return state.known.filter { name in !state.writes.contains { $0.hash == name.hash } }
        }
        for kind in StoredKind.allCases {
            let hashes = names.filter { $0.kind == kind && $0.hash != .empty }.map(\.hash)
            guard let lost = try await notKept(hashes, kind).first else { continue }
            throw kind == .block ? BlockError.missingBlock(lost) : BlockError.missingMap(lost)
        }
    }

    /// Keeps from collectors what is there; the rest, in order.
    private func notKept(_ hashes: [BlockHash], _ kind: StoredKind) async throws -> [BlockHash] {
        guard !hashes.isEmpty else { return [] }
        let objects = try await store.objects(kind)
        let kept = try await inParallel(hashes, width: RadosBlockStore.width) { [store] in
            try await store.keep($0, in: objects)
        }
        return zip(hashes, kept).compactMap { $1 ? nil : $0 }
    }

    func abandon() async {}

    private func put(_ content: [ByteBuffer], _ kind: StoredKind, _ hash: BlockHash) async throws {
        guard state.withLock({ $0.known.insert(Name(kind: kind, hash: hash)).inserted }) else { return }
        let objects = try await store.objects(kind)
        if try await store.keep(hash, in: objects) { return }
        try await awaitWrites(downTo: Self.writesAhead - 1)
        let size = content.reduce(0) { $0 + $1.readableBytes }
        let room = await store.limit.take(max(size, RadosBlockStore.bytesAnOperation))
        let operation: RadosOperation
        do {
            operation = try await store.compute { objects.write(hash, content, room: room) }
        } catch {
            store.limit.give(room)
            throw error
        }
        state.withLock { $0.writes.append(Write(objects: objects, hash: hash, operation: operation)) }
    }

    /// Waits for the oldest writes until only so many are under way.
    ///
    /// - Throws: `BlockError` of the first that failed.
    private func awaitWrites(downTo count: Int) async throws {
        while let write = takeWrite(beyond: count) {
            let code = await write.operation.result
            guard code >= 0 else { throw write.objects.failure(code, "write", write.hash) }
        }
    }

    private func takeWrite(beyond count: Int) -> Write? {
        state.withLock { $0.writes.count > count ? $0.writes.removeFirst() : nil }
    }
}
