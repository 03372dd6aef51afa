import Glibc
public import NIOCore
public import NIOPosix

/// Blocks and maps as files, in the original's layout, which other programs read too.
///
///     blocks/e3/b0/c4/e3b0c442…   the bytes of a block, perhaps without trailing zeros
///     maps/d8/3a/65/d83a65fb…     the raw hashes of one object's blocks, one after the other
///     .staging/…                  files that have no name yet; swept when the store opens
///
/// A file gets its name only when its content is on the disk, so a crash leaves no truncated block under a valid name.
/// Files that exist are never written again.
///
/// - Source: object-storage.md 5.1.
public struct DirectoryBlockStore: BlockStore {
    public let blockSize: Int
    let blocks: String
    let maps: String
    let staging: String
    public var threads: NIOThreadPool { pool }
    let pool: NIOThreadPool
    let committer: FileCommitter

    /// Opens the tree below `path`, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - blockSize: bytes; must never change for existing data.
    ///   - pool: threads that hash, write and sync. Must be running.
    /// - Throws: `BlockError.system`.
    public init(path: String, blockSize: Int = 4 << 20, pool: NIOThreadPool) throws {
        precondition(blockSize > 0, "a block has at least one byte")
        self.blockSize = blockSize
        self.pool = pool
        blocks = path + "/blocks"
        maps = path + "/maps"
        staging = path + "/.staging"
        committer = FileCommitter(pool: pool)
        for directory in [path, blocks, maps, staging] { _ = try FileCalls.makeDirectory(directory) }
        sweepStaging()
    }

    public func batch() -> any BlockBatch { DirectoryBlockBatch(store: self) }

    public func missing(of hashes: [BlockHash]) async throws -> [BlockHash] {
        try await pool.runIfActive { missingBlocking(hashes) }
    }

    public func map(_ root: BlockHash) async throws -> [BlockHash] {
        try await pool.runIfActive { try readMap(root) }
    }

    public func open(_ hash: BlockHash) async throws -> OpenBlock {
        try await pool.runIfActive { try openBlocking(hash) }
    }

    public func read(_ slice: BlockSlice) async throws -> ByteBuffer {
        try await pool.runIfActive {
            let block = try openBlocking(slice.hash)
            var bytes = ByteBuffer()
            try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: slice.length) { space in
                try block.read(at: slice.offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<slice.length]))
                return slice.length
            }
            return bytes
        }
    }

    public func locate(_ slices: [BlockSlice]) async throws -> [ContentPiece] {
        try await pool.runIfActive {
            try slices.flatMap { slice in
                try openBlocking(slice.hash).pieces(offset: slice.offset, length: slice.length)
            }
        }
    }

    /// `missing` on the calling thread.
    func missingBlocking(_ hashes: [BlockHash]) -> [BlockHash] {
        var seen: Set<BlockHash> = [.empty]
        return hashes.filter { seen.insert($0).inserted && !FileCalls.exists(blockPlace($0).path) }
    }

    /// `open` on the calling thread, for work that runs on the pool already.
    func openBlocking(_ hash: BlockHash) throws -> OpenBlock {
        if hash == .empty { return .empty }
        guard let block = try openFile(blockPlace(hash).path) else { throw BlockError.missingBlock(hash) }
        return block
    }

    func blockPlace(_ hash: BlockHash) -> HashedPlace { HashedPlace(tree: blocks, hash: hash) }

    func mapPlace(_ root: BlockHash) -> HashedPlace { HashedPlace(tree: maps, hash: root) }

    /// Nil when there is no such file.
    private func openFile(_ path: String) throws -> OpenBlock? {
        do {
            let descriptor = try FileCalls.open(path, O_RDONLY)
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                let failure = FileCalls.failure("stat", path)
                close(descriptor)
                throw failure
            }
            return OpenBlock(file: BlockFile(descriptor: descriptor), length: Int(status.st_size))
        } catch BlockError.system(_, _, ENOENT) {
            return nil
        }
    }

    private func readMap(_ root: BlockHash) throws -> [BlockHash] {
        guard let file = try openFile(mapPlace(root).path) else {
            // The original registers the empty object's map; a store that never saw one serves it all the same.
            if root == .empty { return [.empty] }
            throw BlockError.missingMap(root)
        }
        guard file.length % BlockHash.byteCount == 0 else { throw BlockError.damagedMap(root) }
        return try withUnsafeTemporaryAllocation(byteCount: max(file.length, 1), alignment: 8) { buffer in
            let content = UnsafeMutableRawBufferPointer(rebasing: buffer[..<file.length])
            try file.read(at: 0, into: content)
            return stride(from: 0, to: file.length, by: BlockHash.byteCount).map { at in
                BlockHash(bytes: UnsafeRawBufferPointer(rebasing: content[at..<(at + BlockHash.byteCount)]))
            }
        }
    }

    /// Removes what crashed uploads left. A day old, so that no upload of another process is among it.
    private func sweepStaging() {
        guard let directory = opendir(staging) else { return }
        defer { closedir(directory) }
        let limit = time(nil) - 86_400
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            var status = stat()
            let path = "\(staging)/\(name)"
            if stat(path, &status) == 0, status.st_mtim.tv_sec < limit { unlink(path) }
        }
    }
}
