import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// Compares the bytes that accounts hold here with what Astakos counts, and mends Astakos's count.
///
/// For what no commission tells: a database that was brought in or restored, an older version's mistake. Safe beside a
/// running service: an account with a pending commission, or one that changed during the look, is left alone. What a process
/// that has the store to itself has promised (`AccountsAhead`) looks like a difference to others, until it is entered; so that
/// process is asked to count what it changes.
///
/// Source: object-storage.md 6.2.
public struct UsageReconciler: Sendable {
    let storage: PithosStorage

    /// An account whose count is not what it holds.
    public struct Difference: Sendable, Hashable {
        public var account: UserID
        public var resource: String
        /// Bytes held here.
        public var stored: Int64
        /// Bytes that Astakos counts.
        public var counted: Int64
    }

    public struct Findings: Sendable, Hashable {
        /// In order of the accounts.
        public var differences: [Difference] = []
        /// Differences of accounts that a process with the store to itself changes: only that may mend them.
        public var ahead: [Difference] = []
        /// Accounts with something in them whose owner Astakos does not know.
        public var unknown: [UserID] = []
        /// Accounts that are being changed just now.
        public var pending: [UserID] = []

        public var isInSync: Bool { self == Findings() }
    }

    /// Compares all accounts, or one.
    ///
    /// - Throws: itemNotFound for one that is neither here nor in Astakos.
    public func compare(account: UserID? = nil) async throws -> Findings {
        guard storage.soleWriterSince == nil else { return try await look(account) }
        var ahead = try await marked()
        let first = try await look(account)
        ahead.formUnion(try await marked())
        guard first.differences.contains(where: { ahead.contains($0.account) }) else { return first }
        // What was promised is entered meanwhile, if the disk is quick.
        try await Task.sleep(for: .seconds(1))
        var findings = try await look(account)
        ahead.formUnion(try await marked())
        findings.ahead = findings.differences.filter { ahead.contains($0.account) }
        findings.differences.removeAll { ahead.contains($0.account) }
        let passing = findings.ahead.filter { !first.differences.contains($0) }
        findings.ahead.removeAll(where: passing.contains)
        findings.pending = (findings.pending + passing.map(\.account)).sorted()
        return findings
    }

    private func marked() async throws -> Set<UserID> {
        Set(try await storage.database.read { try $0.accountsAhead.list() })
    }

    /// Has the accounts counted that only the process may count that changes them: within a minute, or when it starts. Also
    /// those that it is changing just now, of which nobody can tell.
    public func ask(for findings: Findings) async throws {
        try await storage.database.write { tx in
            try tx.accountsAhead.ask(for: findings.ahead.map(\.account))
            try tx.accountsAhead.askAgain(for: findings.pending)
        }
    }

    private func look(_ account: UserID?) async throws -> Findings {
        let stored = try await stored(account)
        let quotas = try await storage.quota.quotas(of: account)
        // What was accepted between these two looks, or is committed and not accepted yet, shows in one of them.
        let afterwards = try await self.stored(account)
        let usages = quotas.compactMapValues { $0[.system]?[QuotaChange.resource] }
        if let account, stored[account] == nil, usages[account] == nil {
            throw Fault(.itemNotFound, "There is no account '\(account)', here or in Astakos.")
        }
        var findings = Findings()
        let accounts = account.map { [$0] } ?? Set(stored.keys).union(usages.keys).sorted()
        for account in accounts {
            let held = stored[account] ?? Held()
            if let usage = usages[account] {
                if usage.pending != 0 || afterwards[account] ?? Held() != held {
                    findings.pending.append(account)
                } else if usage.usage != held.bytes {
                    findings.differences.append(
                        Difference(
                            account: account, resource: QuotaChange.resource, stored: held.bytes, counted: usage.usage))
                }
            } else if held.bytes > 0 {
                findings.unknown.append(account)
            }
        }
        return findings
    }

    /// Makes Astakos count what is held here, one account after the other; those that it refused, with its words.
    ///
    /// - Parameters:
    ///   - force: also beyond an account's limit.
    ///   - progress: told how many are done.
    public func mend(
        _ differences: [Difference], force: Bool, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> [(Difference, Fault)] {
        var refused: [(Difference, Fault)] = []
        for (index, difference) in differences.enumerated() {
            let provision = Provision(
                holder: difference.account, resource: difference.resource,
                quantity: difference.stored - difference.counted)
            do {
                _ = try await storage.quota.issue([provision], name: "RECONCILE", force: force, autoAccept: true)
            } catch let fault as Fault where fault.kind == .overLimit {
                refused.append((difference, fault))
            }
            progress(index + 1)
        }
        return refused
    }

    /// What an account holds. Two that are equal say that nothing was changed in between.
    private struct Held: Equatable, Sendable {
        var bytes: Int64 = 0
        var versions: Int64 = 0
        var newest: Int64 = 0
    }

    /// By account, or of one: of current objects, and of superseded versions where history is paid for.
    private func stored(_ account: UserID?) async throws -> [UserID: Held] {
        let newestPaid: NodeVersion.Cluster = storage.settings.hasFreeVersioning ? .normal : .history
        let wanted: SQL = account.map { "a.path = \($0)" } ?? "TRUE"
        return try await storage.database.read { tx in
            let rows: [(UserID, Held)] = try tx.all(
                """
                SELECT a.path, COALESCE(SUM(v.size), 0), COUNT(v.serial), COALESCE(MAX(v.serial), 0) FROM nodes a
                LEFT JOIN nodes c ON c.parent = a.node
                LEFT JOIN nodes o ON o.parent = c.node
                LEFT JOIN versions v ON v.node = o.node AND v.cluster <= \(newestPaid.rawValue)
                WHERE a.parent = \(Node.ID.root) AND a.node <> \(Node.ID.root) AND \(wanted)
                GROUP BY a.path
                """
            ) { (try $0.get(0), Held(bytes: try $0.get(1), versions: try $0.get(2), newest: try $0.get(3))) }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }
}
