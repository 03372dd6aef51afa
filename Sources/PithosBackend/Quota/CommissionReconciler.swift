public import AstakosClient
import SQLAccess
public import Vocabulary

/// Resolves what a crash left between the object store and Astakos: pending commissions whose change is committed here
/// are accepted, others are rejected.
///
/// A commission is left alone while it is young, since its change may be under way. May run at any time, and beside
/// other processes.
public struct CommissionReconciler: Sendable {
    let storage: PithosStorage
    /// A commission that is older than this belongs to nobody who is still at work.
    public var grace: Duration = .seconds(300)
    /// Since when this process is the only one that issues commissions for the component: what is older was left by one
    /// that died, and need not wait. Nil where others may be at work.
    public var soleWriterSince: Timestamp?

    init(storage: PithosStorage) {
        self.storage = storage
        soleWriterSince = storage.soleWriterSince
    }

    /// What a pass did, or would do.
    public struct Report: Sendable, Equatable {
        public var accepted: [CommissionSerial] = []
        public var rejected: [CommissionSerial] = []
        /// Were in our list though Astakos no longer waits for them.
        public var forgotten: [CommissionSerial] = []
        /// Too young to tell whether somebody is still at work on them.
        public var young: [CommissionSerial] = []
        /// Astakos did not resolve them: somebody else did meanwhile, or it cannot.
        public var failed: [CommissionSerial] = []

        public init() {}
    }

    /// - Throws: what Astakos or the database throw; nothing is lost by it.
    @discardableResult
    public func pass() async throws -> Report {
        var report = try await find()
        // Of those that stay pending, what we know is needed yet.
        var stuck: [CommissionSerial] = []
        if !report.accepted.isEmpty || !report.rejected.isEmpty {
            let resolution = try await storage.quota.resolve(accept: report.accepted, reject: report.rejected)
            report.failed = resolution.unknown + resolution.conflicting
            stuck = resolution.conflicting
        }
        let done = (report.accepted + report.forgotten).filter { !stuck.contains($0) }
        if !done.isEmpty {
            try await storage.database.write { try $0.commissions.delete(done) }
            storage.settled.remove(done)
        }
        return report
    }

    /// What a pass would do; changes nothing.
    public func find() async throws -> Report {
        // Ours are read first: what gets in after that is pending too, and young at that moment, however long it takes to
        // ask about each.
        let moment = storage.now()
        let committed = Set(try await storage.database.read { try $0.commissions.list() })
        let pending = try await storage.quota.pending()
        var report = Report()
        for serial in pending {
            if committed.contains(serial) {
                report.accepted.append(serial)
            } else if let info = try await storage.quota.info(serial) {
                if isAbandoned(info, at: moment) { report.rejected.append(serial) } else { report.young.append(serial) }
            }
        }
        report.forgotten = committed.subtracting(pending).sorted()
        return report
    }

    private func isAbandoned(_ info: CommissionInfo, at moment: Timestamp) -> Bool {
        if let soleWriterSince, info.issued < soleWriterSince { return true }
        return info.issued + grace < moment
    }
}
