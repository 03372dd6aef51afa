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
        let now = storage.now()
        try await storage.database.write { tx in
            let node = try tx.accounts.ensure(account, at: now)
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
                metadata: .init(version: node.latest?.id, change: metadata), at: now)
        }
    }

    /// The accounts of others that share something with a user, in order, after a marker.
    public func listSharing(with user: UserID, marker: String?, limit: Int) async throws -> [SharingAccount] {
        try await storage.database.read { tx in
            let paths = try tx.permissions.grantedPaths(in: nil, for: try tx.groups.holders(of: user))
            let names = Set(paths.map { String($0.prefix { $0 != "/" }) }).subtracting([user.rawValue])
            var accounts: [SharingAccount] = []
            for name in names.sorted(by: PathRange.isLess) {
                if let marker, !PathRange.isLess(marker, name) { continue }
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
        var query = ContainerQuery()
        query.until = until
        query.limit = .max
        let containers = try ContainerReader(tx: tx, defaults: defaults).list(node, query: query)
        return AccountInfo(
            account: account, modified: modified,
            details: .init(
                containerCount: containers.count, bytesUsed: 0, quota: 0, groups: try tx.groups.list(account),
                metadata: try version.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:],
                until: try until.map { try tx.accounts.lastChange(node, before: $0) ?? $0 }))
    }

    private static func containers(
        _ tx: Transaction, _ account: UserID, for user: UserID, query: ContainerQuery, defaults: ContainerPolicy
    ) throws -> [ContainerSummary] {
        guard let node = try tx.nodes.lookup(account.rawValue) else { return [] }
        let reader = ContainerReader(tx: tx, defaults: defaults)
        guard user == account else { return try visible(tx, node, to: user, query: query, reader: reader) }
        let policies = try tx.policies.list(ofContainersOf: node.id, defaults: defaults)
        var found = try reader.list(node, query: query)
        if query.sharedOnly || query.publicOnly {
            found = try found.filter { try holds(tx, $0.node, query) }
        }
        return try found.map { container, version in
            let contents = try reader.contents(of: container, until: query.until)
            return ContainerSummary(
                name: String(container.path.dropFirst(account.rawValue.count + 1)),
                modified: try reader.lastChange(container),
                details: .init(
                    objectCount: contents.population, bytesUsed: contents.size,
                    policy: policies[container.id] ?? defaults,
                    until: try query.until.map {
                        try reader.lastChange(of: container, version: version, before: $0)
                    }))
        }
    }

    /// Whether a container holds what the query wants to see: anything shared, anything public.
    private static func holds(_ tx: Transaction, _ container: Node, _ query: ContainerQuery) throws -> Bool {
        let range = PathRange(prefix: container.path + "/")
        if query.sharedOnly, try !tx.permissions.list(in: range).isEmpty { return true }
        return try query.publicOnly && !tx.publicLinks.list(in: range).isEmpty
    }

    /// The containers somebody else was granted something in.
    private static func visible(
        _ tx: Transaction, _ account: Node, to user: UserID, query: ContainerQuery, reader: ContainerReader
    ) throws -> [ContainerSummary] {
        let prefix = account.path + "/"
        let paths = try tx.permissions.grantedPaths(in: PathRange(prefix: prefix), for: try tx.groups.holders(of: user))
        let names = Set(paths.map { String($0.dropFirst(prefix.count).prefix { $0 != "/" }) })
        var containers: [ContainerSummary] = []
        for name in names.sorted(by: PathRange.isLess) {
            if let marker = query.marker, !PathRange.isLess(marker, name) { continue }
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
