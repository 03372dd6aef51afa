import Glibc
public import NIOCore
public import NIOPosix
public import Vocabulary

/// Where the bytes of objects lie: blocks and hashmaps, each under the hash of its content, shared by everyone and
/// never changed.
///
/// Every operation may be repeated. A block that was put twice is kept once; the empty hash is always present.
/// Source: object-storage.md 5.
public protocol BlockStore: Sendable {
    /// Bytes of every block of an object but its last. Never changes for existing data.
    var blockSize: Int { get }

    /// Begins to put blocks and maps. What was added is durable once the batch was settled, and none of it may be
    /// referred to before.
    func batch() -> any BlockBatch

    /// Those of `hashes` that are not stored, each once, in order of first appearance. Says nothing of how long the
    /// others will stay: what is to be referred to is claimed by a batch.
    func missing(of hashes: [BlockHash]) async throws -> [BlockHash]

    /// The hashes of the hashmap with this root, in order. They are what the root is made of.
    ///
    /// - Throws: `BlockError.missingMap`, `damagedMap`.
    func map(_ root: BlockHash) async throws -> [BlockHash]

    /// Opens a block for reading, once its content is known to be what its name says. It may be shorter than the object
    /// believes: what is missing is zeros.
    ///
    /// - Throws: `BlockError.missingBlock`, `damagedBlock`.
    func open(_ hash: BlockHash) async throws -> OpenBlock

    /// The bytes of a part of a block; where the block is too short for it, zeros.
    ///
    /// - Throws: `BlockError.missingBlock`, `damagedBlock`.
    func read(_ slice: BlockSlice) async throws -> ByteBuffer

    /// Where the bytes of parts of blocks lie, in order. A part that its block is too short for ends in zeros. Files among
    /// them are open, and known to hold what their names say: ask for few at once.
    ///
    /// - Throws: `BlockError.missingBlock`, `damagedBlock`.
    func locate(_ slices: [BlockSlice]) async throws -> [ContentPiece]

    /// Names of what is stored, about `limit` at a time, in an order of the store's own. What is put or removed while a
    /// list is read may be in it or not; all else is in it, and seldom twice.
    ///
    /// - Parameter cursor: where the page before ended; nil for the begin.
    func list(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage

    /// What is known of each of `hashes`, in their order; nil for what is not stored.
    func status(of kind: StoredKind, _ hashes: [BlockHash]) async throws -> [StoredStatus?]

    /// Removes what nothing refers to. What is not there is as good as removed.
    func remove(_ kind: StoredKind, _ hashes: [BlockHash]) async throws

    /// Reads something from where it lies, whatever is remembered or cached of it, and says in what state it is.
    ///
    /// - Parameters:
    ///   - setsAside: moves what is damaged out of the way of readers and writers, where the store can.
    ///   - threads: read and hash.
    func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection

    /// The stores that this one keeps things in, in each of which garbage is collected by itself; nil where it cannot be.
    var collectableParts: [any CollectableStore]? { get }

    /// Threads of the store's own, for work that blocks, hashes or reads megabytes.
    var threads: NIOThreadPool { get }

    /// Finishes what was answered, and lets go of everything. To be called once, when nobody uses the store any more.
    func close() async
}

extension BlockStore {
    public var collectableParts: [any CollectableStore]? { (self as? any CollectableStore).map { [$0] } }

    /// Runs work on the store's threads.
    public func compute<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await threads.runIfActive(work)
    }
}

/// Blocks and maps on their way into a store.
public protocol BlockBatch: Sendable {
    /// Names and keeps one block of at most `blockSize` bytes.
    func add(_ content: [ByteBuffer]) async throws -> BlockHash

    /// Bytes of a block whose writer does not block when it gets all of it at once.
    var shortBlockSize: Int { get }

    /// Begins a block whose bytes come piece by piece.
    func writer() -> any BlockWriter

    /// Begins to make durable what is much, and waits when the store is far behind: to be called after every block
    /// of a writer.
    func keepUp() async throws

    /// Keeps the hashes of one object; returns their root.
    func add(_ hashmap: Hashmap) async throws -> BlockHash

    /// Those of `hashes` that are not stored, each once, in order of first appearance. The others may be referred to as
    /// if this batch had added them.
    func claim(_ hashes: [BlockHash]) async throws -> [BlockHash]

    /// Waits until everything added or claimed survives a loss of power. What it names may be referred to for the next
    /// hours.
    ///
    /// - Throws: `BlockError.missingBlock` when something claimed long ago is gone.
    func settle() async throws

    /// Forgets what was not settled.
    func abandon() async
}

extension BlockBatch {
    public var shortBlockSize: Int { 0 }
}

/// A block that is being put together, one step after the other. Its calls block: for the store's threads.
public protocol BlockWriter: Sendable {
    /// Adds bytes to the end.
    func write(_ bytes: [ByteBuffer]) throws

    /// Names and keeps what was written: at most `blockSize` bytes in all.
    func finish() throws -> BlockHash
}

/// What a block store cannot do.
public enum BlockError: Error, Sendable, Equatable {
    /// A version refers to a block that is not there: damage.
    case missingBlock(BlockHash)
    /// What lies under a block's name is not what the name says.
    case damagedBlock(BlockHash)
    /// A version refers to a hashmap that is not there: damage.
    case missingMap(BlockHash)
    /// What lies under a hashmap's name is not what the name says, or not what a version believes it is.
    case damagedMap(BlockHash)
    /// The file system refused; `code` is errno.
    case system(operation: String, path: String, code: Int32)
    /// The store cannot be reached, or does not answer in time.
    case unavailable(String)
}

extension BlockError {
    /// There is nothing, as opposed to something wrong.
    var isMissing: Bool {
        switch self {
        case .missingBlock, .missingMap: true
        case .damagedBlock, .damagedMap, .system, .unavailable: false
        }
    }

    /// What a version refers to is not there, or not what it should be.
    var isDamage: Bool {
        switch self {
        case .missingBlock, .damagedBlock, .missingMap, .damagedMap: true
        case .system, .unavailable: false
        }
    }
}

extension BlockError: FaultConvertible {
    public var fault: Fault? {
        switch self {
        case .system(_, _, ENOSPC), .system(_, _, EDQUOT):
            Fault(.serviceUnavailable, "The object store is full. Try again later.", cause: self)
        case .system(_, _, EROFS), .system(_, _, EIO), .system(_, _, EMFILE), .system(_, _, ENFILE), .unavailable:
            Fault(.serviceUnavailable, "The object store is not available. Try again later.", cause: self)
        case .missingBlock, .damagedBlock, .missingMap, .damagedMap:
            Fault(
                .internalServerError,
                "The object store has lost a part of this object, or found it damaged. Its operators can see which; "
                    + "uploading the same content again mends it.",
                cause: self)
        case .system:
            nil
        }
    }
}
