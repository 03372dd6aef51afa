import FoundationEssentials
import Logging
import NIOPosix
public import PithosBackend
import RadosAccess
import Settings
import Vocabulary

/// Where the settings put blocks, and where they let them be found.
public struct BlockStores: Sendable {
    /// For everything that reads and writes objects.
    public let store: any BlockStore
    /// The store that new blocks go to, in words.
    public let name: String
    /// The store that blocks are still moved out of; nil where there is none.
    public let old: Old?
    private let new: any BlockStore

    public struct Old: Sendable {
        let store: any BlockStore
        /// In words.
        public let name: String

        /// How many blocks and maps lie where only Archipelago puts them; nil for a store of another kind.
        public func archipelagosFiles() async throws -> Int? {
            try await (store as? any ArchipelagoStore)?.adoptFiles(isDryRun: true) { _ in }.count
        }
    }

    /// - Throws: `BlockError`, and `Fault` with a sentence for the operator.
    init(_ settings: InstalledSettings, pool: NIOThreadPool, health: StoreHealth, logger: Logger) throws {
        let pithos = settings.pithos
        let path = settings.blockDirectory
        if pithos.storage == "rados", pithos.oldStorage.isEmpty { try Self.refuseBlocksLeft(in: path) }
        let rados =
            try [pithos.storage, pithos.oldStorage].contains("rados")
            ? RadosBlockStore(
                RadosOptions(pithos), blockSize: Int(pithos.blockSize), pool: pool, health: health, logger: logger)
            : nil
        func open(_ storage: String) throws -> Old {
            if storage == "rados", let rados {
                return Old(
                    store: rados,
                    name: "pools \(pithos.radosBlocksPool) and \(pithos.radosMapsPool) of \(pithos.radosCephConf)")
            }
            let directory = try DirectoryBlockStore(
                path: path, blockSize: Int(pithos.blockSize), pool: pool, health: health, logger: logger)
            return Old(store: directory, name: path)
        }
        let chosen = try open(pithos.storage)
        new = chosen.store
        name = chosen.name
        old = pithos.oldStorage.isEmpty ? nil : try open(pithos.oldStorage)
        store = old.map { BlockStorePair(new: chosen.store, old: $0.store) } ?? chosen.store
    }

    /// Moves what is left in the old store; nil where there is none.
    ///
    /// - Parameters:
    ///   - width: blocks that are on their way at once.
    ///   - grace: how old a copy must be before what it was made from may be removed.
    public func move(width: Int, grace: Duration) -> BlockMove? {
        old.map { BlockMove(from: $0.store, to: new, width: width, grace: grace) }
    }

    func close() async { await store.close() }

    /// Somebody has changed the one setting and forgotten the other: every object would be damaged.
    private static func refuseBlocksLeft(in path: String) throws {
        guard let left = try? FileManager.default.contentsOfDirectory(atPath: path + "/blocks"), !left.isEmpty else {
            return
        }
        throw Fault(
            .serviceUnavailable,
            """
            PITHOS_BACKEND_STORAGE is rados, but there are blocks in \(path). Set PITHOS_BACKEND_OLD_STORAGE to nfs \
            until `snf-manage block-move` has copied them; after that, move the directory away.
            """)
    }
}

extension RadosOptions {
    fileprivate init(_ settings: PithosSettings) {
        self.init()
        cephConf = settings.radosCephConf
        user = settings.radosUser
        blocksPool = settings.radosBlocksPool
        mapsPool = settings.radosMapsPool
        timeout = .seconds(settings.radosTimeout)
    }
}
