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
        let contents = try tx.statistics.total(ofContainersOf: node.id)
        return AccountInfo(
            account: account, modified: modified, changed: changed,
            details: .init(
                containerCount: try containers.count(in: node, until: until), objectCount: contents.population,
                contentBytes: contents.size, bytesUsed: 0, quota: 0, groups: try tx.groups.list(account),
                metadata: try version.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:],
                until: try until.map { try tx.accounts.lastChange(node, before: $0) ?? $0 }))
    }

    /// The containers a query asks for, of those the user may see.
    ///
    /// - Throws: forbidden for what is public of somebody else's.
    func list(_ account: UserID, for user: UserID, query: ContainerQuery) throws -> [ContainerSummary] {
        guard let node = try tx.nodes.lookup(account.rawValue) else { return [] }
        guard user == account else {
            guard !query.publicOnly else { throw ContentFault.notAllowed }
            return try visible(node, to: user, query: query)
        }
        return try summaries(of: try containers.list(node, query: query), in: node, until: query.until)
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
        var lines: [(subdirectory: String?, container: ContainerReader.Listed)] = []
        var last: String?
        for container in try containers.list(node, query: all) where lines.count < query.limit {
            let subdirectory = rollUp.subdirectory(of: container.node.name(in: node))
            if let subdirectory {
                guard ![last, query.marker].contains(where: { $0?.isExactly(subdirectory) == true }) else { continue }
            }
            last = subdirectory ?? last
            lines.append((subdirectory, container))
        }
        var found = try summaries(of: lines.filter { $0.subdirectory == nil }.map(\.container), in: node)[...]
        return lines.compactMap { line in
            line.subdirectory.map { .subdirectory($0) } ?? found.popFirst().map { .container($0) }
        }
    }

    private func summaries(
        of found: [ContainerReader.Listed], in account: Node, until: Timestamp? = nil
    ) throws -> [ContainerSummary] {
        let policies = try tx.policies.list(ofContainersOf: account.id, defaults: defaults)
        return try found.map { container in
            let contents = try until.map { try containers.contents(of: container.node, until: $0) }
            return ContainerSummary(
                name: container.node.name(in: account), modified: container.modified,
                changed: container.version.modified,
                details: .init(
                    objectCount: contents?.population ?? container.contents.population,
                    bytesUsed: contents?.size ?? container.contents.size,
                    policy: policies[container.node.id] ?? defaults,
                    until: try until.map {
                        try containers.lastChange(of: container.node, version: container.version, before: $0)
                    }))
        }
    }

    /// The containers somebody else was granted something in.
    private func visible(_ account: Node, to user: UserID, query: ContainerQuery) throws -> [ContainerSummary] {
        let prefix = account.path + "/"
        guard let asked = query.range(of: account) else { return [] }
        let paths = try tx.permissions.grantedPaths(in: PathRange(prefix: prefix), for: try tx.groups.holders(of: user))
        let names = ExactText.distinct(paths.map { $0.cutAtSlashes(parts: 3)[1] })
            .filter { asked.contains(prefix + $0) }
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
}
