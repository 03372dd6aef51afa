import Glibc
public import Logging
public import NIOCore
public import NIOPosix

/// Blocks and maps as files, in the original's layout, which other programs read too.
///
///     blocks/e3/b0/c4/e3b0c442…   the bytes of a block, perhaps without trailing zeros
///     maps/d8/3a/65/d83a65fb…     the raw hashes of one object's blocks, one after the other
///     .staging/…                  files that have no name yet; swept when the store opens
///     .journal/…                  short files that may not be in their places yet, see `FileJournal`
///     .quarantine/…               files that turned out to be damaged
///     .retired/…                  files that nothing refers to, before they are deleted
///
/// A file gets its name only when its content is on the disk, there or in the journal, so a crash leaves no truncated block
/// under a valid name for long.
/// Files that exist are never written again. What others have changed, or left unfinished, is found when it is read:
/// each file is hashed before its first use, and again after every change.
///
/// - Source: object-storage.md 5.1.
public struct DirectoryBlockStore: BlockStore {
    public let blockSize: Int
    let tree: StoreTree
    public var threads: NIOThreadPool { pool }
    let pool: NIOThreadPool
    /// What was touched so lately is not touched again. Collectors spare it for at least four times as long, which leaves
    /// time between a claim and the version that relies on it.
    var touchInterval = Duration.seconds(3600)
    let retired: RetiredFiles
    let verifier: FileVerifier
    let shortFiles: ShortFiles
    let journal: FileJournal
    let committer: FileCommitter

    /// Opens the tree below `path`, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - blockSize: bytes; must never change for existing data.
    ///   - pool: threads that hash, write and sync. Must be running.
    ///   - health: counts what is found.
    /// - Throws: `BlockError.system`.
    public init(
        path: String, blockSize: Int = 4 << 20, pool: NIOThreadPool, health: StoreHealth = StoreHealth(),
        logger: Logger = Logger(label: "pithos")
    ) throws {
        precondition(blockSize > 0, "a block has at least one byte")
        self.blockSize = blockSize
        self.pool = pool
        tree = StoreTree(path: path)
        retired = RetiredFiles(directory: tree.retired)
        verifier = FileVerifier(
            pool: pool, quarantine: Quarantine(directory: tree.quarantine, health: health, logger: logger),
            health: health)
        shortFiles = ShortFiles(staging: tree.staging, verifier: verifier)
        committer = FileCommitter(pool: pool, verifier: verifier)
        try tree.make()
        journal = FileJournal(tree: tree, shortFiles: shortFiles, logger: logger)
        recover(logger)
        sweepStaging()
    }

    /// Lets files that were answered get their names, and ends. Without it, who opens the tree next does that.
    public func close() async { await journal.close() }

    /// Returns when all that was settled lies in its place, for who looks at the files.
    public func drain() async { await journal.drain() }

    public func batch() -> any BlockBatch { DirectoryBlockBatch(store: self) }

    public func missing(of hashes: [BlockHash]) async throws -> [BlockHash] {
        try await pool.runIfActive { try missingBlocking(hashes) }
    }

    public func map(_ root: BlockHash) async throws -> [BlockHash] {
        try await pool.runIfActive { try readMap(root) }
    }

    public func open(_ hash: BlockHash) async throws -> OpenBlock {
        if hash == .empty { return .empty }
        return try await verified(try await pool.runIfActive { try find(hash) })
    }

    private func verified(_ found: FoundFile) async throws -> OpenBlock {
        switch found {
        case .content(let content):
            return OpenBlock(bytes: content)
        case .file(let file):
            try await verifier.verify(file)
            return OpenBlock(file: file.file, length: file.stamp.size)
        }
    }

    public func read(_ slice: BlockSlice) async throws -> ByteBuffer {
        let block = try await open(slice.hash)
        return try await pool.runIfActive {
            var bytes = ByteBuffer()
            try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: slice.length) { space in
                try block.read(at: slice.offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<slice.length]))
                return slice.length
            }
            return bytes
        }
    }

    public func locate(_ slices: [BlockSlice]) async throws -> [ContentPiece] {
        var pieces: [ContentPiece] = []
        for slice in slices { pieces += try await locate(slice) }
        return pieces
    }

    /// Bytes that are read at once when they are looked for: to open a file, and go to another thread to send it, would
    /// take longer.
    private static let shortLength = 64 << 10

    private func locate(_ slice: BlockSlice) async throws -> [ContentPiece] {
        guard slice.hash != .empty, slice.length <= Self.shortLength else {
            return try await open(slice.hash).pieces(offset: slice.offset, length: slice.length)
        }
        let (found, bytes) = try await pool.runIfActive {
            let found = try find(slice.hash)
            guard case .file(let file) = found, verifier.isKnownGood(file),
                slice.offset + slice.length <= file.stamp.size
            else {
                return (found, ByteBuffer?.none)
            }
            return (found, try file.read(at: slice.offset, length: slice.length))
        }
        if let bytes { return [.data(bytes)] }
        return try await verified(found).pieces(offset: slice.offset, length: slice.length)
    }

    // MARK: - On the store's threads

    private func missingBlocking(_ hashes: [BlockHash]) throws -> [BlockHash] {
        var seen: Set<BlockHash> = [.empty]
        let missing = try hashes.filter { try seen.insert($0).inserted && !holds(blockPlace($0)) }
        if missing.isEmpty { return [] }
        // What is said to be missing is sent once more.
        let others = try journal.contentsOfOthers(Set(missing.map(blockPlace)), asFarAsReadable: true)
        return try missing.filter { hash in
            let place = blockPlace(hash)
            return try others[place] == nil && !holds(place) && !isArchipelagos(place)
        }
    }

    private func find(_ hash: BlockHash) throws -> FoundFile {
        guard let found = try find(blockPlace(hash)) else { throw BlockError.missingBlock(hash) }
        return found
    }

    /// What belongs at a place, wherever it lies; nil where nothing does.
    func find(_ place: HashedPlace) throws -> FoundFile? {
        if let content = journal.content(of: place) { return .content(content) }
        if let file = try findFile(place) { return .file(file) }
        if let content = try journal.contentsOfOthers([place])[place] { return .content(content) }
        // They may have named it between the two looks; or Archipelago has stored it.
        return try (StoredFile(place) ?? StoredFile(place.archipelagos)).map { .file($0) }
    }

    private func readMap(_ root: BlockHash) throws -> [BlockHash] {
        switch try find(mapPlace(root)) {
        case .content(let content):
            return content.withUnsafeReadableBytes { BlockHash.all(in: $0) }
        case .file(let file):
            let hashes = try file.mapHashes()
            if !verifier.isKnownGood(file) {
                try verifier.judge(file, content: hashes.map { Hashmap(hashes: $0, size: 0).root })
            }
            return hashes ?? []
        case nil:
            // The original registers the empty object's map; a store that never saw one serves it all the same.
            if root == .empty { return [.empty] }
            throw BlockError.missingMap(root)
        }
    }

    func blockPlace(_ hash: BlockHash) -> HashedPlace { tree.place(.block, hash) }

    func mapPlace(_ root: BlockHash) -> HashedPlace { tree.place(.map, root) }

    /// Unique among all processes that share the directory.
    static func temporaryName() -> String {
        let random = UInt64.random(in: 0...UInt64.max)
        return "\(getpid())-" + String(random, radix: 16)
    }

    /// Removes what crashed uploads left. A day old, so that no upload of another process is among it.
    private func sweepStaging() {
        let limit = time(nil) - 86_400
        for name in (try? FileCalls.names(in: tree.staging)) ?? [] {
            var status = stat()
            let path = "\(tree.staging)/\(name)"
            if stat(path, &status) == 0, status.st_mtim.tv_sec < limit { unlink(path) }
        }
    }
}
