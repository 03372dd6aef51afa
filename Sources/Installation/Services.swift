public import Astakos
public import Cyclades
public import Logging
import NIOPosix
public import PithosBackend
import SQLAccess
import Settings
import VMBackends
import Vocabulary

/// An installation, opened: its settings, databases and the three services on them. The one place that names concrete
/// engines, stores and backends.
public struct Services: Sendable {
    public let settings: InstalledSettings
    public let astakos: AstakosServices
    public let pithos: PithosServices
    public let cyclades: CycladesServices
    public let backend: any VMBackend
    public let blockStores: BlockStores
    /// Whether this process has the installation to itself, but for commands.
    private let isSole: Bool
    let databases: [any Database]
    let blockThreads: NIOThreadPool
    /// Reads everything again in the background.
    let scrubThread: NIOThreadPool
    let logger: Logger

    /// Threads that hash and write blocks: as many as cores keep them busy, a few more wait for the disk.
    private static let blockThreadCount = 12

    /// Opens the databases, brings their schemas up to date, and puts the services on them. Who has them to himself repairs
    /// first what a crash left.
    ///
    /// - Parameters:
    ///   - backend: makes the machines; nil for the one the settings name.
    ///   - isSole: whether the caller holds the data directory, so that what is left half done is nobody's.
    /// - Throws: `DatabaseError`, and `Fault` with a sentence for the operator.
    public static func open(
        _ settings: InstalledSettings, backend: (any VMBackend)? = nil, isSole: Bool = false, logger: Logger
    ) async throws -> Services {
        let data = settings.data
        try data.create()
        let secretKey = try Self.secretKey(settings)
        let astakosDatabase = try await DatabaseAddress(
            settings.installation.astakosDatabase, setting: "ASTAKOS_DATABASE", fallback: data.database("astakos")
        ).open()
        let pithosDatabase = try await DatabaseAddress(
            settings.installation.pithosDatabase, setting: "PITHOS_BACKEND_DB_CONNECTION",
            fallback: data.database("pithos")
        ).open()
        let cycladesDatabase = try await DatabaseAddress(
            settings.installation.cycladesDatabase, setting: "CYCLADES_DATABASE", fallback: data.database("cyclades")
        ).open()
        try await astakosDatabase.migrate(AstakosMigrations.all)
        try await pithosDatabase.migrate(PithosMigrations.all)
        try await cycladesDatabase.migrate(CycladesMigrations.all)
        let services = try await Services(
            settings, databases: (astakosDatabase, pithosDatabase, cycladesDatabase), secretKey: secretKey,
            backend: backend, isSole: isSole, logger: logger)
        do {
            if isSole { try await services.pithos.usageRecovery.recover() }
        } catch {
            await services.close()
            throw error
        }
        return services
    }

    private init(
        _ settings: InstalledSettings, databases: (astakos: any Database, pithos: any Database, cyclades: any Database),
        secretKey: Secret, backend: (any VMBackend)?, isSole: Bool, logger: Logger
    ) async throws {
        let soleWriterSince: Timestamp? = isSole ? .now() : nil
        self.isSole = isSole
        let astakos = AstakosServices(
            database: databases.astakos, settings: settings.astakos, secretKey: secretKey, logger: logger)
        blockThreads = NIOThreadPool(numberOfThreads: Self.blockThreadCount)
        blockThreads.start()
        scrubThread = NIOThreadPool(numberOfThreads: 1)
        scrubThread.start()
        let health = StoreHealth()
        blockStores = try BlockStores(settings, pool: blockThreads, health: health, logger: logger)
        let blocks = blockStores.store
        let pithos = PithosServices(
            database: databases.pithos, blocks: blocks, quota: astakos.quotaHolder(for: "pithos"),
            users: astakos.catalog, settings: settings.pithos, health: health,
            soleWriterSince: soleWriterSince, logger: logger)
        let channel = InProcessEventChannel(database: databases.cyclades, logger: logger)
        let images = PithosImageStore(catalog: pithos.catalog, blocks: blocks)
        let chosen =
            try backend
            ?? QEMUBackend(
                settings: QEMUSettings(settings), channel: channel, openImage: images.open,
                logger: logger)
        cyclades = CycladesServices(
            database: databases.cyclades, quota: astakos.quotaHolder(for: "cyclades"), images: images,
            backend: chosen, channel: channel, settings: settings.cyclades, secretKey: secretKey,
            soleWriterSince: soleWriterSince, logger: logger)
        self.settings = settings
        self.astakos = astakos
        self.pithos = pithos
        self.backend = chosen
        self.databases = [databases.astakos, databases.pithos, databases.cyclades]
        self.logger = logger
    }

    /// Ends what runs, then lets go of databases and threads.
    public func close() async {
        // What is not entered now the next start has to find.
        do {
            try await astakos.quota.enterAccepted()
            if isSole { try await pithos.usageRecovery.finish() }
        } catch {
            logger.warning("the next start has to look at commissions", metadata: ["error": "\(error)"])
        }
        for database in databases { await database.close() }
        await blockStores.close()
        try? await blockThreads.shutdownGracefully()
        try? await scrubThread.shutdownGracefully()
    }

    private static func secretKey(_ settings: InstalledSettings) throws -> Secret {
        let configured = settings.installation.secretKey
        if !configured.isEmpty { return configured }
        return Secret(Hex.encode(try InstallationKey.load(from: settings.data)))
    }
}
