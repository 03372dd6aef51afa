import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// The rules of accounts: who sees what of one, its metadata, its groups.
///
/// An account comes into being when its owner first touches it. Source: object-storage.md 2.1, 2.2.
public struct AccountService: Sendable {
    let storage: PithosStorage

    /// - Throws: forbidden for somebody the account shares nothing with, or who asks for the past.
    public func find(_ account: UserID, for user: UserID, until: Timestamp? = nil) async throws -> AccountInfo {
        let defaults = storage.defaultPolicy
        try await ensure(account, by: user)
        let info = try await storage.database.read { tx in
            try Self.info(tx, account, for: user, until: until, defaults: defaults)
        }
        return try await completed(info)
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
            let info = try Self.info(tx, account, for: user, until: query.until, defaults: defaults)
            return (info, try Self.containers(tx, account, for: user, query: query, defaults: defaults))
        }
        return (try await completed(info), containers)
    }

    /// Changes metadata and groups.
    ///
    /// - Throws: forbidden for anybody but the owner; badRequest for members nobody knows, and for too many of
    /// anything.
    public func update(
        _ account: UserID, for user: UserID, metadata: MetadataChange, groups: GroupChange
    ) async throws {
        guard user == account else { throw ContentFault.notAllowed }
        try await check(groups)
        let limit = storage.settings.groupLimit
        try await storage.database.write { tx in
            let node = try tx.accounts.lock(account, at: storage.now())
            if groups.replacesAll { try tx.groups.deleteAll(of: account) }
            for (name, members) in groups.groups { try tx.groups.set(name, of: account, members: members) }
            guard try tx.groups.list(account).count <= limit else {
                throw Fault(.badRequest, "An account has at most \(limit) groups")
            }
            guard !metadata.isEmptyMerge else { return }
            let draft = VersionDraft(
                source: node.latest?.id, modifiedBy: user, uuid: node.latest?.uuid ?? UUIDText.random())
            _ = try tx.changes.add(
                draft, to: node, in: .init(container: nil, keepsHistory: true),
                metadata: .init(
                    version: node.latest?.id, change: metadata, limit: storage.settings.metadataLimit),
                at: storage.now())
        }
    }

    /// The accounts of others that share something with a user, in order, after a marker.
    public func listSharing(with user: UserID, marker: String?, limit: Int) async throws -> [SharingAccount] {
        try await storage.database.read { tx in
            let paths = try tx.permissions.grantedPaths(in: nil, for: try tx.groups.holders(of: user))
            var accounts: [SharingAccount] = []
            for name in Self.names(paths.map { $0.cutAtSlashes(parts: 2)[0] }, after: marker)
            where name != user.rawValue {
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

    private static func info(
        _ tx: Transaction, _ account: UserID, for user: UserID, until: Timestamp?, defaults: ContainerPolicy
    ) throws -> AccountInfo {
        let isOwner = try tx.access.requireView(of: account, below: account.rawValue + "/", for: user)
        guard let node = try tx.nodes.lookup(account.rawValue) else { throw ContentFault.notAllowed }
        let modified = try tx.accounts.lastChange(node)
        guard isOwner else {
            guard until == nil else { throw ContentFault.notAllowed }
            return AccountInfo(account: account, modified: modified, details: nil)
        }
        let version = try until.map { try tx.versions.lookup(node: node.id, before: $0) } ?? node.latest
        return AccountInfo(
            account: account, modified: modified,
            details: .init(
                containerCount: try ContainerReader(tx: tx, defaults: defaults).count(in: node, until: until),
                bytesUsed: 0, quota: 0, groups: try tx.groups.list(account),
                metadata: try version.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:],
                until: try until.map { try tx.accounts.lastChange(node, before: $0) ?? $0 }))
    }

    private static func containers(
        _ tx: Transaction, _ account: UserID, for user: UserID, query: ContainerQuery, defaults: ContainerPolicy
    ) throws -> [ContainerSummary] {
        guard let node = try tx.nodes.lookup(account.rawValue) else { return [] }
        let reader = ContainerReader(tx: tx, defaults: defaults)
        guard user == account else {
            guard !query.publicOnly else { throw ContentFault.notAllowed }
            return try visible(tx, node, to: user, query: query, reader: reader)
        }
        let policies = try tx.policies.list(ofContainersOf: node.id, defaults: defaults)
        return try reader.list(node, query: query).map { container in
            let contents = try query.until.map { try reader.contents(of: container.node, until: $0) }
            return ContainerSummary(
                name: container.node.path.dropping(bytes: account.rawValue.utf8.count + 1),
                modified: container.modified,
                details: .init(
                    objectCount: contents?.population ?? container.contents.population,
                    bytesUsed: contents?.size ?? container.contents.size,
                    policy: policies[container.node.id] ?? defaults,
                    until: try query.until.map {
                        try reader.lastChange(of: container.node, version: container.version, before: $0)
                    }))
        }
    }

    /// Each name once, in order, those after a marker.
    private static func names(_ names: [String], after marker: String?) -> [String] {
        Set(names.map { ExactText($0) }).map(\.text).sorted(by: PathRange.isLess).filter { name in
            marker.map { PathRange.isLess($0, name) } ?? true
        }
    }

    /// The containers somebody else was granted something in.
    private static func visible(
        _ tx: Transaction, _ account: Node, to user: UserID, query: ContainerQuery, reader: ContainerReader
    ) throws -> [ContainerSummary] {
        let prefix = account.path + "/"
        let paths = try tx.permissions.grantedPaths(in: PathRange(prefix: prefix), for: try tx.groups.holders(of: user))
        var containers: [ContainerSummary] = []
        for name in names(paths.map { $0.cutAtSlashes(parts: 3)[1] }, after: query.marker) {
            guard let node = try tx.nodes.lookup(prefix + name), node.current != nil else { continue }
            containers.append(ContainerSummary(name: name, modified: try reader.lastChange(node), details: nil))
            if containers.count == query.limit { break }
        }
        return containers
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
