public import AstakosClient
public import Logging
public import SQLAccess
public import Vocabulary

/// Resolves what a crash left pending at the quota holder: accepted when the change was written down, else rejected.
///
/// A commission that nobody wrote down may belong to a request that is still on its way, so it is only rejected once
/// it is older than `grace`, or from before `soleWriterSince` where this process is the only one that makes any.
public struct CommissionReconciler: Sendable {
    let database: any Database
    let quota: any QuotaHolder
    let grace: Duration
    let soleWriterSince: Timestamp?
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    public init(
        database: any Database, quota: any QuotaHolder, grace: Duration, soleWriterSince: Timestamp? = nil,
        logger: Logger, clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.database = database
        self.quota = quota
        self.grace = grace
        self.soleWriterSince = soleWriterSince
        self.logger = logger
        self.clock = clock
    }

    /// Compares and mends once. May run at any time, and twice.
    @discardableResult
    public func pass() async throws -> Resolution {
        let pending = try await quota.pending()
        let accepted = try await database.read { try $0.commissions.accepted(among: pending) }
        var rejected: [CommissionSerial] = []
        for serial in pending where !accepted.contains(serial) {
            if try await isAbandoned(serial) { rejected.append(serial) }
        }
        var resolution = Resolution()
        if !accepted.isEmpty || !rejected.isEmpty {
            resolution = try await quota.resolve(accept: accepted.sorted(), reject: rejected)
            logger.info(
                "Resolved commissions that were left pending",
                metadata: ["accepted": "\(accepted.count)", "rejected": "\(rejected.count)"])
        }
        let dayAgo = clock() - .seconds(86_400)
        try await database.write { try $0.commissions.prune(before: dayAgo, except: pending) }
        return resolution
    }

    private func isAbandoned(_ serial: CommissionSerial) async throws -> Bool {
        guard let info = try await quota.info(serial) else { return false }
        if let soleWriterSince, info.issued < soleWriterSince { return true }
        return clock() - info.issued > grace
    }
}
