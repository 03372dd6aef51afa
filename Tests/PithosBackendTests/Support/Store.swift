import Foundation
import NIOCore
import NIOPosix
import PithosBackend
import SQLAccess
import Settings
import Synchronization
import TestEngines
import Vocabulary

/// An object store of a test's own: a fresh database, a directory that goes when the test ends, a clock that never
/// stands still.
final class Store: Sendable {
    let database: TroubledDatabase
    let quota: LedgerQuota
    let services: PithosServices
    let directory: String
    let blocks: DirectoryBlockStore
    let clock = StepClock()
    let health = StoreHealth()
    static let alice = UserID("11111111-1111-4111-8111-111111111111")
    static let bob = UserID("22222222-2222-4222-8222-222222222222")
    static let carol = UserID("33333333-3333-4333-8333-333333333333")

    init(
        _ engine: TestEngine, quota: Int64 = 1 << 40, blockSize: Int = 4 << 20, settings: PithosSettings = .init()
    ) async throws {
        database = TroubledDatabase(try await engine.fresh(PithosMigrations.all))
        directory = NSTemporaryDirectory() + "pithos-" + UUID().uuidString
        let clock = clock
        self.quota = LedgerQuota(limit: quota, now: { clock.now() })
        blocks = try DirectoryBlockStore(path: directory, blockSize: blockSize, pool: .singleton, health: health)
        services = PithosServices(
            database: database, blocks: blocks, quota: self.quota, users: OpenCatalog(), settings: settings,
            health: health, now: { clock.now() })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var objects: ObjectService { services.objects }
    var containers: ContainerService { services.containers }

    static func container(_ name: String, of account: UserID = alice) throws -> ContainerPath {
        try ContainerPath(account: account, container: name)
    }

    static func object(_ name: String, in container: String = "c", of account: UserID = alice) throws -> ObjectPath {
        try ObjectPath(try self.container(container, of: account), name: name)
    }

    func makeContainer(_ name: String = "c", of account: UserID = alice, policy: [String: String] = [:]) async throws {
        _ = try await containers.create(
            try Self.container(name, of: account), for: account, metadata: [:], policy: policy)
    }

    @discardableResult
    func put(
        _ name: String, _ content: String, in container: String = "c", of account: UserID = alice,
        by user: UserID? = nil,
        type: String = "text/plain", metadata: [String: String] = [:], permissions: Permissions? = nil
    ) async throws -> WrittenObject {
        var draft = ObjectDraft()
        draft.type = type
        draft.metadata = .replace(metadata)
        draft.permissions = permissions
        let written = try await objects.put(
            try Self.object(name, in: container, of: account), body: Body(content), draft: draft, for: user ?? account)
        // Tests look at the files.
        await blocks.drain()
        return written
    }

    func read(
        _ name: String, in container: String = "c", of account: UserID = alice, by user: UserID? = nil,
        version: NodeVersion.ID? = nil, range: Range<Int64>? = nil
    ) async throws -> String {
        let path = try Self.object(name, in: container, of: account)
        let info = try await objects.find(path, version: version, for: user ?? account)
        return String(decoding: try await bytes(of: info.version, range: range), as: UTF8.self)
    }

    func bytes(of version: NodeVersion, range: Range<Int64>? = nil) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await objects.content(of: version, range: range).eachPiece { bytes += try await self.bytes(of: $0) }
        return bytes
    }

    /// What a piece stands for.
    func bytes(of piece: ContentPiece) async throws -> [UInt8] {
        switch piece {
        case .block(let slice): Array(try await blocks.read(slice).readableBytesView)
        case .zeros(let count): Array(repeating: 0, count: count)
        case .data(let data): Array(data.readableBytesView)
        case .file(let block, let offset, let length):
            try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                try block.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
                count = length
            }
        }
    }

    /// Every file that bears a hash, in use or retired.
    func files() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return all.filter { ($0 as NSString).lastPathComponent.count == 64 }.map { "\(directory)/\($0)" }.sorted()
    }

    /// As if nobody had touched anything for two days.
    func ageFiles() throws { for path in try files() { try BlockFolder.age(path) } }

    func names(
        _ query: ListingQuery = .init(), in container: String = "c", of account: UserID = alice, for user: UserID? = nil
    ) async throws -> [String] {
        try await containers.list(try Self.container(container, of: account), for: user ?? account, query: query).1.map(
            \.name)
    }
}

/// A body that arrives in pieces.
struct Body: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error
    let content: [UInt8]
    var pieceSize: Int

    init(_ content: some Sequence<UInt8>, pieceSize: Int = 65_536) {
        self.content = Array(content)
        self.pieceSize = pieceSize
    }

    init(_ text: String) { self.init(text.utf8) }

    func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    struct Iterator: AsyncIteratorProtocol {
        let body: Body
        var at = 0

        init(body: Body) { self.body = body }

        mutating func next() async throws -> ByteBuffer? {
            guard at < body.content.count else { return nil }
            let end = Swift.min(at + body.pieceSize, body.content.count)
            defer { at = end }
            return ByteBuffer(bytes: body.content[at..<end])
        }
    }
}

/// A clock that moves a millisecond at every look.
final class StepClock: Sendable {
    private let time = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))

    func now() -> Timestamp {
        time.withLock { time in
            time.microseconds += 1001
            return time
        }
    }

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Random numbers that a seed repeats.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The fault something throws; nil when it throws none.
func fault(_ body: () async throws -> some Any) async -> Fault.Kind? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? Fault)?.kind
    }
}
