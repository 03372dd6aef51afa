import SQLAccess
import Vocabulary

/// Looks at an account inside a transaction, as it is or as it was.
struct AccountReader {
    let tx: Transaction
    let defaults: ContainerPolicy

    private var containers: ContainerReader { ContainerReader(tx: tx, defaults: defaults) }

    /// What a user may know of an account; what only Astakos knows is missing.
    ///
    /// - Throws: forbidden for somebody the account shares nothing with, or who asks for the past.
    func info(_ account: UserID, for user: UserID, until: Timestamp?) throws -> AccountInfo {
        let isOwner = try tx.access.requireView(of: account, below: account.rawValue + "/", for: user)
        guard let node = try tx.nodes.lookup(account.rawValue) else { throw ContentFault.notAllowed }
        let modified = try tx.accounts.lastChange(node)
        let changed = node.latest?.modified ?? modified
        guard isOwner else {
            guard until == nil else { throw ContentFault.notAllowed }
            return AccountInfo(account: account, modified: modified, changed: changed, details: nil)
        }
        let version = try until.map { try tx.versions.lookup(node: node.id, before: $0) } ?? node.latest
        var query = ContainerQuery()
        query.until = until
        query.limit = .max
        let contents = try tx.statistics.total(ofContainersOf: node.id)
        return AccountInfo(
            account: account, modified: modified, changed: changed,
            details: .init(
                containerCount: try containers.list(node, query: query).count, objectCount: contents.population,
                contentBytes: contents.size, bytesUsed: 0, quota: 0, groups: try tx.groups.list(account),
                metadata: try version.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:],
                until: try until.map { try tx.accounts.lastChange(node, before: $0) ?? $0 }))
    }

    /// The containers a query asks for, of those the user may see.
    func list(_ account: UserID, for user: UserID, query: ContainerQuery) throws -> [ContainerSummary] {
        guard let node = try tx.nodes.lookup(account.rawValue) else { return [] }
        guard user == account else { return try visible(node, to: user, query: query) }
        var found = try containers.list(node, query: query)
        if query.sharedOnly || query.publicOnly { found = try found.filter { try holds($0.node, query) } }
        return try summaries(of: found, in: node, until: query.until)
    }

    /// The containers of an account, names rolled up at the query's delimiter.
    func listEntries(_ account: UserID, query: ContainerQuery) throws -> [ContainerEntry] {
        guard let node = try tx.nodes.lookup(account.rawValue) else { return [] }
        guard let delimiter = query.delimiter, !delimiter.isEmpty else {
            return try summaries(of: try containers.list(node, query: query), in: node).map { .container($0) }
        }
        let rollUp = RollUp(prefix: query.prefix, delimiter: delimiter, includesMarkers: true)
        var all = query
        all.limit = .max
        var lines: [(subdirectory: String?, container: (node: Node, version: NodeVersion))] = []
        var last: String?
        for container in try containers.list(node, query: all) where lines.count < query.limit {
            let subdirectory = rollUp.subdirectory(of: container.node.name(in: node))
            if let subdirectory, subdirectory == last || subdirectory == query.marker { continue }
            last = subdirectory ?? last
            lines.append((subdirectory, container))
        }
        var found = try summaries(of: lines.filter { $0.subdirectory == nil }.map(\.container), in: node)[...]
        return lines.compactMap { line in
            line.subdirectory.map { .subdirectory($0) } ?? found.popFirst().map { .container($0) }
        }
    }

    private func summaries(
        of found: [(node: Node, version: NodeVersion)], in account: Node, until: Timestamp? = nil
    ) throws -> [ContainerSummary] {
        let policies = try tx.policies.list(ofContainersOf: account.id, defaults: defaults)
        return try found.map { container, version in
            let contents = try containers.contents(of: container, until: until)
            return ContainerSummary(
                name: container.name(in: account),
                modified: try containers.lastChange(container), changed: version.modified,
                details: .init(
                    objectCount: contents.population, bytesUsed: contents.size,
                    policy: policies[container.id] ?? defaults,
                    until: try until.map {
                        try containers.lastChange(of: container, version: version, before: $0)
                    }))
        }
    }

    /// Whether a container holds what the query wants to see: anything shared, anything public.
    private func holds(_ container: Node, _ query: ContainerQuery) throws -> Bool {
        let range = PathRange(prefix: container.path + "/")
        if query.sharedOnly, try !tx.permissions.list(in: range).isEmpty { return true }
        return try query.publicOnly && !tx.publicLinks.list(in: range).isEmpty
    }

    /// The containers somebody else was granted something in.
    private func visible(_ account: Node, to user: UserID, query: ContainerQuery) throws -> [ContainerSummary] {
        let prefix = account.path + "/"
        guard let asked = query.range(of: account) else { return [] }
        let paths = try tx.permissions.grantedPaths(in: PathRange(prefix: prefix), for: try tx.groups.holders(of: user))
        let names = Set(paths.map { Self.firstName(of: $0, after: prefix) })
            .filter { asked.contains(prefix + $0) }.sorted(by: PathRange.isLess)
        var found: [ContainerSummary] = []
        for name in query.isReversed ? names.reversed() : names {
            guard let node = try tx.nodes.lookup(prefix + name), let current = node.current else { continue }
            found.append(
                ContainerSummary(
                    name: name, modified: try containers.lastChange(node), changed: current.modified, details: nil))
            if found.count == query.limit { break }
        }
        return found
    }

    /// Up to the next slash. Byte by byte: a slash and an accent after it are one `Character`.
    private static func firstName(of path: String, after prefix: String) -> String {
        let rest = path.utf8.dropFirst(prefix.utf8.count).prefix { $0 != UInt8(ascii: "/") }
        return String(decoding: Array(rest), as: UTF8.self)
    }
}
