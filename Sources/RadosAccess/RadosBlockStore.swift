import Glibc
public import Logging
public import NIOCore
public import NIOPosix
public import PithosBackend
import Vocabulary

/// Blocks and maps as objects of a Ceph cluster, as the original mirrors them: two pools, the names flat, the content
/// that of the directory's files.
///
/// Nothing blocks but connecting and listing, which have the store's threads: operations are the cluster's to finish,
/// each within a time limit, after which the store counts as unavailable. How many bytes are in flight is bounded for
/// the whole store.
///
/// - Source: object-storage.md 5.2.
public final class RadosBlockStore: BlockStore {
    public let blockSize: Int
    public var threads: NIOThreadPool { pool }
    let options: RadosOptions
    let pool: NIOThreadPool
    let limit = InFlightLimit(capacity: RadosBlockStore.bytesInFlight)
    let health: StoreHealth
    let logger: Logger
    /// What was touched so lately is not touched again. Collectors spare it for at least four times as long, which leaves
    /// time between a claim and the version that relies on it.
    let touchInterval: Duration
    private let link: RadosLink

    /// Bytes on their way to and from the cluster at once.
    static let bytesInFlight = 64 << 20
    /// What an operation counts at least: so there are at most 512.
    static let bytesAnOperation = 128 << 10
    /// How many names one call looks at at once.
    static let width = 64
    /// Bytes of a map that are read at once: the hashes of 128 GiB in blocks of 4 MiB.
    private static let mapChunk = 1 << 20

    /// Opens the library; connects when first needed.
    ///
    /// - Parameters:
    ///   - blockSize: bytes; must never change for existing data.
    ///   - pool: threads that hash and copy, connect and list. Must be running.
    ///   - health: counts what is found.
    /// - Throws: `Fault` with a sentence for the operator when librados or the configuration is not there.
    public convenience init(
        _ options: RadosOptions, blockSize: Int = 4 << 20, pool: NIOThreadPool, health: StoreHealth = StoreHealth(),
        logger: Logger = Logger(label: "pithos")
    ) throws {
        try self.init(
            options, blockSize: blockSize, pool: pool, health: health, logger: logger, touchInterval: .seconds(3600))
    }

    /// - Parameter touchInterval: see there.
    init(
        _ options: RadosOptions, blockSize: Int, pool: NIOThreadPool, health: StoreHealth = StoreHealth(),
        logger: Logger = Logger(label: "pithos"), touchInterval: Duration
    ) throws {
        precondition(blockSize > 0, "a block has at least one byte")
        guard access(options.cephConf, R_OK) == 0 else {
            throw Fault(
                .serviceUnavailable,
                "\(options.cephConf), the configuration of Ceph, cannot be read. Is PITHOS_RADOS_CEPH_CONF right?",
                details: String(cString: strerror(errno)))
        }
        self.blockSize = blockSize
        self.options = options
        self.pool = pool
        self.health = health
        self.logger = logger
        self.touchInterval = touchInterval
        link = RadosLink(options: options, library: try RadosLibrary.load(), pool: pool)
    }

    /// Lets go of the cluster. Writes that were begun are waited for; nothing may be begun any more.
    public func close() async { await link.close() }

    public func batch() -> any BlockBatch { RadosBlockBatch(store: self) }

    public func missing(of hashes: [BlockHash]) async throws -> [BlockHash] {
        var seen: Set<BlockHash> = [.empty]
        let wanted = hashes.filter { seen.insert($0).inserted }
        return zip(wanted, try await status(of: .block, wanted)).compactMap { $1 == nil ? $0 : nil }
    }

    public func map(_ root: BlockHash) async throws -> [BlockHash] {
        let maps = try await objects(.map)
        var hashes: [BlockHash] = []
        while true {
            let offset = hashes.count * BlockHash.byteCount
            guard let chunk = try await maps.read(root, at: offset, length: Self.mapChunk) else {
                // The original registers the empty object's map; a store that never saw one serves it all the same.
                if root == .empty { return [.empty] }
                throw BlockError.missingMap(root)
            }
            guard chunk.readableBytes % BlockHash.byteCount == 0 else { throw BlockError.damagedMap(root) }
            hashes += chunk.withUnsafeReadableBytes { BlockHash.all(in: $0) }
            if chunk.readableBytes < Self.mapChunk { return hashes }
        }
    }

    public func open(_ hash: BlockHash) async throws -> OpenBlock {
        if hash == .empty { return OpenBlock(bytes: ByteBuffer()) }
        guard let bytes = try await objects(.block).read(hash, at: 0, length: blockSize) else {
            throw BlockError.missingBlock(hash)
        }
        return OpenBlock(bytes: bytes)
    }

    public func read(_ slice: BlockSlice) async throws -> ByteBuffer {
        if slice.hash == .empty { return ByteBuffer(repeating: 0, count: slice.length) }
        let blocks = try await objects(.block)
        guard var bytes = try await blocks.read(slice.hash, at: slice.offset, length: slice.length) else {
            throw BlockError.missingBlock(slice.hash)
        }
        if bytes.readableBytes < slice.length {
            bytes.writeRepeatingByte(0, count: slice.length - bytes.readableBytes)
        }
        return bytes
    }

    public func locate(_ slices: [BlockSlice]) async throws -> [ContentPiece] {
        if let missing = try await missing(of: slices.map(\.hash)).first { throw BlockError.missingBlock(missing) }
        return slices.map { $0.hash == .empty ? .zeros($0.length) : .block($0) }
    }

    public func list(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage {
        let objects = try await objects(kind)
        return try await pool.runIfActive { try objects.list(after: cursor, limit: limit) }
    }

    public func status(of kind: StoredKind, _ hashes: [BlockHash]) async throws -> [StoredStatus?] {
        let objects = try await objects(kind)
        return try await inParallel(hashes, width: Self.width) { try await objects.status($0) }
    }

    public func remove(_ kind: StoredKind, _ hashes: [BlockHash]) async throws {
        let objects = try await objects(kind)
        _ = try await inParallel(hashes, width: Self.width) { try await objects.remove($0) }
    }

    /// - Throws: `BlockError.unavailable`.
    func objects(_ kind: StoredKind, _ area: RadosArea = .stored) async throws -> RadosPool {
        RadosPool(
            connection: try await link.connection(), kind: kind, area: area, name: options.pool(of: kind), limit: limit)
    }
}
