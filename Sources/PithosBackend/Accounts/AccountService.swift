import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// The rules of accounts: who sees what of one, its metadata, its groups.
///
/// An account comes into being when its owner first touches it. Source: object-storage.md 2.1, 2.2.
public struct AccountService: Sendable {
    let storage: PithosStorage

    /// - Parameter includesQuota: what Astakos counts is wanted too; else those numbers are zero.
    /// - Throws: forbidden for somebody the account shares nothing with, or who asks for the past.
    public func find(
        _ account: UserID, for user: UserID, until: Timestamp? = nil, includesQuota: Bool = true
    ) async throws -> AccountInfo {
        let defaults = storage.defaultPolicy
        try await ensure(account, by: user)
        let info = try await storage.database.read { tx in
            try AccountReader(tx: tx, defaults: defaults).info(account, for: user, until: until)
        }
        return includesQuota ? try await completed(info) : info
    }

    /// The account, and its containers in order of their names.
    ///
    /// - Throws: as `find`.
    public func list(
        _ account: UserID, for user: UserID, query: ContainerQuery
    ) async throws -> (AccountInfo, [ContainerSummary]) {
        let defaults = storage.defaultPolicy
        try await ensure(account, by: user)
        let (info, containers) = try await storage.database.read { tx in
            let reader = AccountReader(tx: tx, defaults: defaults)
            let info = try reader.info(account, for: user, until: query.until)
            return (info, try reader.list(account, for: user, query: query))
        }
        return (try await completed(info), containers)
    }

    /// The owner's account without what Astakos counts, and its containers, names rolled up at the query's delimiter.
    ///
    /// - Throws: forbidden for anybody but the owner.
    public func listEntries(
        _ account: UserID, for user: UserID, query: ContainerQuery
    ) async throws -> (AccountInfo, [ContainerEntry]) {
        guard user == account else { throw ContentFault.notAllowed }
        let defaults = storage.defaultPolicy
        try await ensure(account, by: user)
        return try await storage.database.read { tx in
            let reader = AccountReader(tx: tx, defaults: defaults)
            let info = try reader.info(account, for: user, until: nil)
            return (info, try reader.listEntries(account, query: query))
        }
    }

    /// Changes metadata and groups.
    ///
    /// - Throws: forbidden for anybody but the owner; badRequest for members nobody knows, for too many of anything, and
    ///   for metadata beyond the limits.
    public func update(
        _ account: UserID, for user: UserID, metadata: MetadataChange, groups: GroupChange,
        limits: MetadataLimits? = nil
    ) async throws {
        guard user == account else { throw ContentFault.notAllowed }
        try await check(groups)
        let groupLimit = storage.settings.groupLimit
        try await storage.database.write { tx in
            let node = try tx.accounts.lock(account, at: storage.now())
            if groups.replacesAll { try tx.groups.deleteAll(of: account) }
            for (name, members) in groups.groups { try tx.groups.set(name, of: account, members: members) }
            guard try tx.groups.list(account).count <= groupLimit else {
                throw Fault(.badRequest, "An account has at most \(groupLimit) groups")
            }
            guard !metadata.isEmptyMerge else { return }
            let draft = VersionDraft(
                source: node.latest?.id, modifiedBy: user, uuid: node.latest?.uuid ?? UUIDText.random())
            _ = try tx.changes.add(
                draft, to: node, in: .init(container: nil, keepsHistory: true),
                metadata: .init(
                    version: node.latest?.id, change: metadata, limits: limits ?? storage.metadataLimits),
                at: storage.now())
        }
    }

    /// The accounts of others that share something with a user, in order, after a marker.
    public func listSharing(with user: UserID, marker: String?, limit: Int) async throws -> [SharingAccount] {
        try await storage.database.read { tx in
            let paths = try tx.permissions.grantedPaths(in: nil, for: try tx.groups.holders(of: user))
            var accounts: [SharingAccount] = []
            for name in ExactText.distinct(paths.map { $0.cutAtSlashes(parts: 2)[0] })
            where name != user.rawValue && (marker.map { PathRange.isLess($0, name) } ?? true) {
                guard let node = try tx.nodes.lookup(name) else { continue }
                accounts.append(SharingAccount(account: UserID(name), modified: try tx.accounts.lastChange(node)))
                if accounts.count == limit { break }
            }
            return accounts
        }
    }

    // MARK: - Inside

    /// Makes the owner's account where it is missing.
    private func ensure(_ account: UserID, by user: UserID) async throws {
        guard user == account else { return }
        if try await storage.database.read({ try $0.nodes.lookup(account.rawValue) }) != nil { return }
        let now = storage.now()
        _ = try await storage.database.write { try $0.accounts.ensure(account, at: now) }
    }

    /// Members must be known users.
    private func check(_ change: GroupChange) async throws {
        let most = storage.settings.groupMemberLimit
        for members in change.groups.values where members.count > most {
            throw Fault(.badRequest, "A group has at most \(most) members")
        }
        let members = Set(change.groups.values.joined())
        guard !members.isEmpty else { return }
        let known = try await storage.users.usernames(of: members.map { UserID($0) })
        let unknown = members.filter { known[UserID($0)] == nil }.sorted()
        guard unknown.isEmpty else {
            throw Fault(
                .badRequest,
                "Bad X-Account-Group header value: Unknown displaynames: \(unknown.joined(separator: ", "))")
        }
    }

    /// Fills in what Astakos knows.
    private func completed(_ info: AccountInfo) async throws -> AccountInfo {
        guard info.details != nil else { return info }
        var info = info
        let quotas = try await storage.quota.quotas(of: info.account)
        let usage = quotas[info.account]?[.system]?[QuotaChange.resource]
        info.details?.bytesUsed = usage?.usage ?? 0
        info.details?.quota = usage?.limit ?? 0
        return info
    }
}
