import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Sees to it that Astakos counts what accounts hold, though a process died with promises that Astakos had yet to enter. For
/// the one process that has the store to itself.
public struct UsageRecovery: Sendable {
    let storage: PithosStorage

    /// Counts the accounts anew that a process before was changing when it died. To be called before anything is changed.
    ///
    /// - Returns: what Astakos had counted otherwise, mended.
    /// - Throws: what Astakos or the database throw.
    @discardableResult
    public func recover() async throws -> [UsageReconciler.Difference] {
        let accounts = try await storage.database.read { try $0.accountsAhead.list() }
        guard !accounts.isEmpty else { return [] }
        storage.logger.notice(
            "the object store was not stopped in order: usage is counted anew",
            metadata: ["accounts": "\(accounts.count)"])
        // Whatever fails from here on.
        storage.accountsAhead.recount(accounts)
        // An account with something pending cannot be counted, and nobody is at work on it.
        try await CommissionReconciler(storage: storage).pass()
        let (mended, left) = await count(accounts)
        let done = accounts.filter { !left.contains($0) }
        try await storage.database.write { try $0.accountsAhead.delete(done) }
        storage.accountsAhead.count(done)
        for account in left.sorted() {
            log(.warning, "an account's usage is counted later: something is pending, or changes it", account, [:])
        }
        return mended
    }

    /// Counts those that could not be counted at the start, that went wrong since, or that somebody asks for. May run at any
    /// time.
    public func pass() async throws {
        let (asked, marked) = try await storage.database.read { tx in
            (try tx.accountsAhead.asked(), try tx.accountsAhead.list())
        }
        storage.accountsAhead.recount(asked)
        let accounts = storage.accountsAhead.takeUncounted()
        guard !accounts.isEmpty else { return }
        let left = await count(accounts.sorted()).left
        storage.accountsAhead.recount(left)
        let counted = accounts.subtracting(left)
        // Their marks stay, for what we change, and are ours to take away.
        storage.accountsAhead.mark(marked.filter(counted.contains))
        let answered = asked.filter(counted.contains)
        if !answered.isEmpty { try await storage.database.write { try $0.accountsAhead.answer(answered) } }
    }

    /// Takes our marks away, when nothing is changed any more and Astakos has entered everything; and the list of serials that
    /// it has accepted, which the next process need not ask about.
    public func finish() async throws {
        let marked = storage.accountsAhead.takeMarked()
        let settled = storage.settled.all
        try await storage.database.write { tx in
            try tx.commissions.delete(settled)
            try tx.accountsAhead.deleteCounted(marked)
        }
        storage.settled.remove(settled)
    }

    /// - Returns: what was mended, and the accounts that something is pending for or nobody could ask about.
    private func count(
        _ accounts: [UserID]
    ) async -> (mended: [UsageReconciler.Difference], left: Set<UserID>) {
        let usage = UsageReconciler(storage: storage)
        var mended: [UsageReconciler.Difference] = []
        var left: Set<UserID> = []
        for account in accounts {
            do {
                // To add up takes a while, which is for nothing where something is under way.
                let usages = try await storage.quota.quotas(of: account)
                guard usages[account]?[.system]?[QuotaChange.resource]?.pending ?? 0 == 0 else {
                    left.insert(account)
                    continue
                }
                let findings = try await usage.compare(account: account)
                guard findings.pending.isEmpty else {
                    left.insert(account)
                    continue
                }
                let refused = try await usage.mend(findings.differences, force: true)
                if let (_, fault) = refused.first { throw fault }
                mended += findings.differences
            } catch let fault as Fault where fault.kind == .itemNotFound {
                // Nothing is held, here or in Astakos.
                continue
            } catch {
                left.insert(account)
                log(.error, "an account's usage cannot be counted yet", account, ["error": "\(error)"])
            }
        }
        for difference in mended {
            log(
                .notice, "usage was counted anew", difference.account,
                ["stored": "\(difference.stored)", "counted": "\(difference.counted)"])
        }
        return (mended, left)
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ account: UserID, _ more: Logger.Metadata) {
        storage.logger.log(
            level: level, message, metadata: more.merging(["account": "\(account)"]) { first, _ in first })
    }
}
