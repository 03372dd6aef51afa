import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// Brings all that one account holds into another: objects with their metadata, their past, their permissions and public
/// links, and groups.
///
/// The source keeps its objects; their past goes over, with its version numbers. An object at a time, each in one
/// transaction: a merge that was interrupted is gone on with by another, which passes over what was brought.
///
/// - Source: object-storage.md 6.3.
public struct AccountMerge: Sendable {
    let storage: PithosStorage
    public let source: UserID
    public let destination: UserID

    public struct Report: Sendable {
        public var objects = 0
        /// Superseded versions that went over.
        public var versions = 0
        public var groups: [String] = []
        /// Groups that the destination has already, with other members: they stay as they are, and what is shared with
        /// the source's goes on to be.
        public var keptGroups: [String] = []
        /// What could not be brought, and why.
        public var failures: [(path: ObjectPath, reason: Fault)] = []
    }

    /// Whether it can be done; changes nothing.
    ///
    /// The source may have no user any more, that is what merging is often for. The destination has to be a user, or an
    /// account that is there, of whom Astakos counts what is held.
    ///
    /// - Throws: badRequest when both are the same; itemNotFound without the source or the destination.
    public func check() async throws {
        guard source != destination else {
            throw Fault(.badRequest, "An account cannot be merged into itself.")
        }
        let isThere: Bool = try await storage.database.read { tx in
            guard try AccountContents.node(tx, of: source) != nil else { throw AccountContents.missing(source) }
            return try AccountContents.node(tx, of: destination) != nil
        }
        if !isThere {
            guard try await storage.users.usernames(of: [destination])[destination] != nil else {
                throw Fault(
                    .itemNotFound,
                    "'\(destination)' is neither a user's uuid nor an account; `snf-manage user-list` shows the users.")
            }
        }
        guard try await hasQuota(destination) else {
            throw Fault(
                .itemNotFound,
                "Astakos counts nothing of '\(destination)', so that nothing can be brought there; is it a user who was "
                    + "accepted?")
        }
    }

    private func hasQuota(_ user: UserID) async throws -> Bool {
        try await storage.quota.quotas(of: user)[user]?[.system]?[QuotaChange.resource] != nil
    }

    /// - Parameter progress: told how many objects are done.
    /// - Throws: what `check` throws; nothing has changed then.
    public func run(progress: (Int) -> Void = { _ in }) async throws -> Report {
        try await check()
        // Of an account without a user nothing is counted that could be given back.
        let givesBack = try await hasQuota(source)
        let administration = AccountAdministration(storage: storage)
        let contents = try await administration.contents(of: source)
        var report = Report()
        try await copyGroups(contents.groups, &report)
        for container in contents.containers { try await ensure(container.name) }
        let moved = Set(report.groups)
        var done = 0
        try await administration.eachObject(of: source) { path in
            do {
                let place = try ObjectPath(
                    try ContainerPath(account: destination, container: path.parent.container), name: path.name)
                if let versions = try await carry(path, to: place, groups: moved, givesBack: givesBack) {
                    report.objects += 1
                    report.versions += versions
                }
            } catch let fault as Fault {
                report.failures.append((path, fault))
            }
            done += 1
            progress(done)
        }
        return report
    }

    private func copyGroups(_ groups: [String: [String]], _ report: inout Report) async throws {
        let destination = destination
        let moment = storage.now()
        let kept: [String] = try await storage.database.write { tx in
            _ = try tx.accounts.lock(destination, at: moment)
            let there = try tx.groups.list(destination)
            var kept: [String] = []
            for (name, members) in groups {
                if let others = there[name], others != members {
                    kept.append(name)
                } else {
                    try tx.groups.set(name, of: destination, members: members)
                }
            }
            return kept
        }
        report.keptGroups = kept.sorted()
        report.groups = groups.keys.filter { !kept.contains($0) }.sorted()
    }

    /// Makes a container at the destination as it is at the source; one that is there stays as it is.
    private func ensure(_ name: String) async throws {
        let (from, to) = (
            try ContainerPath(account: source, container: name),
            try ContainerPath(account: destination, container: name)
        )
        let defaults = storage.defaultPolicy
        let wanted: (policy: [String: String], metadata: [String: String])? = try await storage.database.read { tx in
            guard try tx.nodes.lookup(to.path)?.current == nil else { return nil }
            let reader = ContainerReader(tx: tx, defaults: defaults)
            let (node, version) = try reader.find(from)
            return (try reader.policy(of: node).values, try tx.metadata.list(version.id, domain: .pithos))
        }
        guard let wanted else { return }
        _ = try await ContainerService(storage: storage).create(
            to, for: destination, metadata: wanted.metadata, policy: wanted.policy)
    }

    /// One object. How many versions of its past went over; nil when it had been brought before.
    private func carry(
        _ from: ObjectPath, to place: ObjectPath, groups: Set<String>, givesBack: Bool
    ) async throws -> Int? {
        // How much it takes is told by the change itself, which is then made again under the right commission.
        try await QuotaChange(storage: storage).perform(place.path, guess: [:]) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: place.account, moment: storage.now())
            // In the order of their names, as everybody locks two.
            let isFirst = PathRange.isLess(from.parent.path, place.parent.path)
            let first = try writer.lock(isFirst ? from.parent : place.parent)
            let second = try writer.lock(isFirst ? place.parent : from.parent)
            let (origin, target) = isFirst ? (first, second) : (second, first)
            guard let node = try tx.nodes.lookup(from.path), let version = node.current else {
                return .init(value: nil, bytes: [:])
            }
            let made = try tx.nodes.create(place.path, parent: target.node.id)
            if let there = made.current, there.source == version.id, there.hash == version.hash {
                return .init(value: nil, bytes: [:])
            }
            let past = try movePast(of: node, to: made, tx, from: origin.node, into: target.node)
            let content = ObjectWriter.Content(
                hash: version.hash, size: version.size, checksum: version.checksum, type: version.type,
                uuid: made.current?.uuid ?? UUIDText.random(), source: version.id, metadataSource: version.id,
                snapshot: version.isElsewhere ? version.id : nil)
            var draft = ObjectDraft()
            draft.permissions = try permissions(of: from, tx, groups: groups)
            draft.isPublic = try tx.publicLinks.lookup(path: from.path) != nil
            let put = try writer.put(content, at: place, in: target, as: draft)
            try writer.checkQuota(of: target, grownBy: put.growth)
            try writer.share(place, as: draft)
            let paid = storage.settings.hasFreeVersioning ? 0 : past.bytes
            return .init(
                value: past.count,
                bytes: [from.account: givesBack ? -paid : 0, place.account: put.bytes + paid])
        }
    }

    /// Gives all versions but the current one to another object. Their numbers grow with time over the whole database, so
    /// they find their places among the other's.
    private func movePast(
        of node: Node, to other: Node, _ tx: Transaction, from: Node, into: Node
    ) throws -> (count: Int, bytes: Int64) {
        guard let latest = node.latest?.id else { return (0, 0) }
        let condition: SQL = "node = \(node.id) AND serial <> \(latest)"
        var past = (count: 0, bytes: Int64(0))
        for cluster in [NodeVersion.Cluster.history, .deleted] {
            let row = try tx.first(
                """
                SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM versions
                WHERE \(condition) AND cluster = \(cluster.rawValue)
                """)
            guard let row else { continue }
            let (count, bytes): (Int64, Int64) = (try row.get(0), try row.get(1))
            guard count > 0 else { continue }
            let moment = storage.now()
            try tx.statistics.adjust(from.id, cluster, population: -count, size: -bytes, at: moment)
            try tx.statistics.adjust(into.id, cluster, population: count, size: bytes, at: moment)
            if cluster == .history { past = (Int(count), bytes) }
        }
        try tx.run(
            "UPDATE attributes SET node = \(other.id) WHERE serial IN (SELECT serial FROM versions WHERE \(condition))")
        try tx.run("UPDATE versions SET node = \(other.id) WHERE \(condition)")
        return past
    }

    /// Shared with the same users; with groups of the source by the name that they have at the destination, where they
    /// went over.
    private func permissions(of path: ObjectPath, _ tx: Transaction, groups: Set<String>) throws -> Permissions {
        guard let permissions = try tx.permissions.lookup(path.path) else { return Permissions(stored: [], []) }
        let names = Dictionary(
            groups.map { ("\(source):\($0)".lowercased(), "\(destination):\($0)".lowercased()) },
            uniquingKeysWith: { first, _ in first })
        return Permissions(
            stored: permissions.readers.map { names[$0] ?? $0 }, permissions.writers.map { names[$0] ?? $0 })
    }
}
