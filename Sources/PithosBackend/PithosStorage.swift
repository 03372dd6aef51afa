import AstakosClient
import Logging
import SQLAccess
import Settings
import Vocabulary

/// What every service of the object store stands on.
struct PithosStorage: Sendable {
    let database: any Database
    let blocks: any BlockStore
    let quota: any QuotaHolder
    let users: any UserCatalog
    let settings: PithosSettings
    let settled = SettledCommissions()
    let accountsAhead = AccountsAhead()
    let health: StoreHealth
    /// For lists.
    let knownObjects = KnownObjects()
    let checksumRuns = ChecksumRuns()
    /// Changes of one path, one after the other.
    let changeTurns = Turns()
    /// The same for changes of parts of an object, which are put together before they are made.
    let patchTurns = Turns()
    /// Since when this process is the only one that changes the store: what is older and half done was left by one that
    /// died. Nil where others may be at work.
    let soleWriterSince: Timestamp?
    let logger: Logger
    /// Gives the time of changes.
    let now: @Sendable () -> Timestamp

    /// Whether quota may be promised: what is forgotten with the process a sole writer counts anew when it starts.
    var mayForgetPromises: Bool { soleWriterSince != nil }

    /// What a new container has, and an old one where nothing is stored.
    var defaultPolicy: ContainerPolicy {
        ContainerPolicy(quota: settings.containerQuota, keepsHistory: settings.versioning == "auto")
    }

    /// What metadata is held to unless an API has limits of its own.
    var metadataLimits: MetadataLimits { MetadataLimits(keys: settings.metadataLimit) }
}
