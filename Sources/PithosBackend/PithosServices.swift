public import AstakosClient
public import Logging
public import NIOPosix
public import SQLAccess
public import Settings
public import Vocabulary

/// The object store, as one value: what routes, commands and the image registry call.
public struct PithosServices: Sendable {
    public let accounts: AccountService
    public let containers: ContainerService
    public let containerAccess: ContainerAccessService
    public let objects: ObjectService
    public let publicLinks: PublicLinkService
    public let catalog: ObjectCatalog
    public let commissionReconciler: CommissionReconciler
    public let usageReconciler: UsageReconciler
    public let containerCounts: ContainerCounts
    public let usageRecovery: UsageRecovery
    public let expirySweeper: ExpirySweeper
    public let accountAdministration: AccountAdministration
    public let objectInspector: ObjectInspector
    /// Nil where the store leaves garbage to somebody else.
    public let garbageCollector: GarbageCollector?
    public let limits: PithosLimits
    /// What is found of the state of blocks and maps.
    public let health: StoreHealth
    private let storage: PithosStorage

    /// - Parameters:
    ///   - database: migrated with `PithosMigrations.all`.
    ///   - quota: speaks for the component `pithos`.
    ///   - users: names the members of groups.
    ///   - health: the one that the block store counts in.
    ///   - soleWriterSince: when this process started, where it is the only one that changes the store; its quota may be
    ///     promised then, if `usageRecovery.recover` runs before anything is changed.
    ///   - now: gives the time of changes; the system's clock unless a test says otherwise.
    public init(
        database: any Database, blocks: any BlockStore, quota: any QuotaHolder, users: any UserCatalog,
        settings: PithosSettings, health: StoreHealth = StoreHealth(), soleWriterSince: Timestamp? = nil,
        logger: Logger = Logger(label: "pithos"),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        let storage = PithosStorage(
            database: database, blocks: blocks, quota: quota, users: users, settings: settings, health: health,
            soleWriterSince: soleWriterSince, logger: logger, now: now)
        self.health = health
        limits = PithosLimits(
            listing: settings.listLimit, bodyBytes: settings.bodyLimit, blockSize: blocks.blockSize)
        accounts = AccountService(storage: storage)
        containers = ContainerService(storage: storage)
        containerAccess = ContainerAccessService(storage: storage)
        objects = ObjectService(storage: storage)
        publicLinks = PublicLinkService(storage: storage)
        catalog = ObjectCatalog(storage: storage)
        commissionReconciler = CommissionReconciler(storage: storage)
        usageReconciler = UsageReconciler(storage: storage)
        containerCounts = ContainerCounts(storage: storage)
        usageRecovery = UsageRecovery(storage: storage)
        expirySweeper = ExpirySweeper(storage: storage)
        accountAdministration = AccountAdministration(storage: storage)
        objectInspector = ObjectInspector(storage: storage)
        self.storage = storage
        garbageCollector = blocks.collectableParts.map { GarbageCollector(storage: storage, parts: $0) }
    }
}

extension PithosServices {
    var concernedObjects: ConcernedObjects { ConcernedObjects(storage: storage) }

    public var storeCheck: StoreCheck { StoreCheck(storage: storage) }

    public var archipelagoAdoption: ArchipelagoAdoption { ArchipelagoAdoption(storage: storage) }

    /// - Parameters:
    ///   - source: keeps its objects.
    ///   - destination: made where it is missing.
    public func merge(of source: UserID, into destination: UserID) -> AccountMerge {
        AccountMerge(storage: storage, source: source, destination: destination)
    }

    /// - Parameter thread: one, running; it gets the lowest priority.
    public func scrubber(_ options: Scrubber.Options, on thread: NIOThreadPool) -> Scrubber {
        Scrubber(storage: storage, options: options, thread: thread)
    }
}

/// The bounds that requests are held to.
public struct PithosLimits: Sendable {
    /// Most entries of one listing.
    public var listing: Int
    /// Most bytes of one body.
    public var bodyBytes: Int64
    /// Bytes.
    public var blockSize: Int
}
