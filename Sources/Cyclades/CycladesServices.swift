public import AstakosClient
public import Logging
public import SQLAccess
public import Settings
public import Vocabulary

/// Everything Cyclades does, put together once at start: the rules by noun, the takers of reports, and the tasks that
/// repair.
public struct CycladesServices: Sendable {
    public let servers: ServerService
    public let flavors: FlavorService
    public let networks: NetworkService
    public let images: ImageService
    public let keys: KeyService
    public let parameters: ParameterService
    public let statistics: StatisticsService
    public let serverReports: ServerReportService
    public let networkReports: NetworkReportService
    public let serverReconciler: ServerReconciler
    public let commissionReconciler: CommissionReconciler
    public let quotaReleaser: QuotaReleaser
    public let channel: any EventChannel
    public let settings: CycladesSettings
    public let naming: InstanceNaming
    let database: any Database

    /// - Parameters:
    ///   - database: Cyclades' own, migrated with `CycladesMigrations.all`.
    ///   - quota: speaks for the component `cyclades`.
    ///   - secretKey: seals what may not lie open in the database.
    ///   - soleWriterSince: when this process started, where it is the only one at work on this database; lets the first
    ///     passes of the reconcilers clear up after a crash at once.
    public init(
        database: any Database, quota: any QuotaHolder, images store: any ImageStore, backend: any VMBackend,
        channel: any EventChannel, settings: CycladesSettings, secretKey: Secret, soleWriterSince: Timestamp? = nil,
        logger: Logger = Logger(label: "cyclades"), clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        let naming = InstanceNaming(prefix: settings.backendPrefix)
        let grace = Duration.seconds(settings.commissionGraceSeconds)
        let charge = ResourceCharge(database: database, quota: quota, clock: clock, patience: grace / 2)
        let releaser = QuotaReleaser(database: database, charge: charge, logger: logger)
        let images = ImageService(store: store, settings: settings, clock: clock)
        self.database = database
        self.channel = channel
        self.settings = settings
        self.naming = naming
        self.images = images
        quotaReleaser = releaser
        let seal = ParameterSeal(secretKey: secretKey)
        parameters = ParameterService(database: database, seal: seal, isOnce: settings.resetsParameters)
        let servers = ServerService(
            database: database, backend: backend, images: images, charge: charge, seal: seal, settings: settings,
            clock: clock, logger: logger)
        self.servers = servers
        flavors = FlavorService(database: database)
        networks = NetworkService(
            database: database, backend: backend, charge: charge, releaser: releaser, settings: settings, clock: clock)
        keys = KeyService(database: database, keysMax: settings.keysMax)
        statistics = StatisticsService(database: database)
        serverReports = ServerReportService(
            database: database, naming: naming,
            firewallProfile: FirewallProfile(rawValue: settings.firewallProfile) ?? .disabled, releaser: releaser,
            clock: clock, logger: logger)
        networkReports = NetworkReportService(
            database: database, naming: naming, releaser: releaser, clock: clock, logger: logger)
        serverReconciler = ServerReconciler(
            database: database, backend: backend, servers: servers, reports: serverReports, naming: naming,
            settling: .seconds(60), soleWriterSince: soleWriterSince, clock: clock, logger: logger)
        commissionReconciler = CommissionReconciler(
            database: database, quota: quota, grace: grace, soleWriterSince: soleWriterSince, logger: logger,
            clock: clock)
    }

    /// Makes sure that there is a backend of this name, and pools for private networks. Changes nothing that is there.
    public func prepare(backend name: String) async throws {
        try await database.write { [settings] tx in
            if try tx.backends.lookup(name: name) == nil { _ = try tx.backends.insert(name: name) }
            try ValuePool.ensure(.macPrefix, base: settings.macPrefix, size: 65_536, in: tx)
            try ValuePool.ensure(.bridge, base: "prv", size: 20, in: tx)
        }
    }
}
