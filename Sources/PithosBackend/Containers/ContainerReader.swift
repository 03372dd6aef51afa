import SQLAccess
import Vocabulary

/// Looks at containers inside a transaction, as they are or as they were.
struct ContainerReader {
    let tx: Transaction
    let defaults: ContainerPolicy

    /// The container and its state at a moment.
    ///
    /// - Throws: itemNotFound when there is none, or was none then.
    func find(
        _ path: ContainerPath, until: Timestamp? = nil, locking: Bool = false
    ) throws -> (node: Node, version: NodeVersion) {
        guard let node = try tx.nodes.lookup(path.path, locking: locking), let current = node.current else {
            throw ContentFault.containerMissing
        }
        guard let until else { return (node, current) }
        guard let version = try tx.versions.lookup(node: node.id, before: until) else {
            throw ContentFault.containerMissing
        }
        return (node, version)
    }

    func policy(of container: Node) throws -> ContainerPolicy { try tx.policies.find(container.id, defaults: defaults) }

    /// The newest change of the container or of anything in it.
    func lastChange(_ container: Node) throws -> Timestamp {
        let own = container.latest?.modified ?? Timestamp(microseconds: 0)
        return max(own, try tx.statistics.lastChange(of: container.id) ?? own)
    }

    /// What it holds: objects, bytes, and the last change, before the moment where one is given.
    func contents(of container: Node, until: Timestamp?) throws -> Statistics {
        guard let until else { return try tx.statistics.find(container.id, .normal) }
        let row = try tx.first(
            """
            SELECT COUNT(*), COALESCE(SUM(v.size), 0), MAX(v.mtime) FROM nodes n
            JOIN versions v
                ON v.serial = (SELECT MAX(u.serial) FROM versions u WHERE u.node = n.node AND u.mtime < \(.time(until)))
            WHERE n.parent = \(container.id) AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)
            """)
        guard let row else { return Statistics() }
        return Statistics(
            population: try row.get(0), size: try row.get(1),
            modified: try row.getOptional(2, as: VersionTime.self)?.timestamp)
    }

    /// The last change before a moment of the container (`version` is its state then) or of what it held.
    func lastChange(of container: Node, version: NodeVersion, before moment: Timestamp) throws -> Timestamp {
        let inside: Timestamp? = try tx.value(
            """
            SELECT MAX(v.mtime) FROM nodes n JOIN versions v ON v.node = n.node
            WHERE n.parent = \(container.id) AND v.mtime < \(.time(moment))
            """, as: VersionTime.self)?.timestamp
        return max(version.modified, inside ?? version.modified)
    }

    /// The containers of an account with their state at a moment, between the markers, in order of their names.
    func list(_ account: Node, query: ContainerQuery) throws -> [(node: Node, version: NodeVersion)] {
        guard let range = query.range(of: account) else { return [] }
        var condition: SQL = "n.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND n.path < \(upper)" }
        let order: SQL = query.isReversed ? "n.path DESC" : "n.path"
        let version: SQL =
            query.until.map {
                "(SELECT MAX(u.serial) FROM versions u WHERE u.node = n.node AND u.mtime < \(.time($0)))"
            } ?? "n.latest_version"
        return try tx.all(
            """
            SELECT n.node, n.path, \(VersionStore.columns) FROM nodes n JOIN versions v ON v.serial = \(version)
            WHERE n.parent = \(account.id) AND \(condition)
                AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)
            ORDER BY \(order) LIMIT \(query.limit)
            """
        ) { row in
            let version = try NodeVersion(row: row, from: 2)
            return (Node(id: try row.get(0), parent: account.id, path: try row.get(1), latest: version), version)
        }
    }

    /// The metadata keys of what a scope shows.
    func objectKeys(in scope: PathScope) throws -> [String] {
        var keys: Set<String> = []
        for range in scope.ranges {
            var condition: SQL = "n.path >= \(range.lower)"
            if let upper = range.upper { condition += " AND n.path < \(upper)" }
            keys.formUnion(
                try tx.all(
                    """
                    SELECT DISTINCT a.key FROM nodes n
                    JOIN versions v ON v.serial = n.latest_version
                        AND v.cluster = \(NodeVersion.Cluster.normal.rawValue)
                    JOIN attributes a ON a.serial = v.serial AND a.domain = \(MetadataDomain.pithos.rawValue)
                    WHERE \(condition)
                    """
                ) { try $0.get(0, as: String.self) })
        }
        return keys.sorted()
    }

    /// The metadata keys of what a container held at a moment.
    func objectKeys(of container: Node, until: Timestamp) throws -> [String] {
        try tx.all(
            """
            SELECT DISTINCT a.key FROM nodes n
            JOIN versions v
                ON v.serial = (SELECT MAX(u.serial) FROM versions u WHERE u.node = n.node AND u.mtime < \(.time(until)))
            JOIN attributes a ON a.serial = v.serial AND a.domain = \(MetadataDomain.pithos.rawValue)
            WHERE n.parent = \(container.id) AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)
            ORDER BY a.key
            """
        ) { try $0.get(0) }
    }
}
