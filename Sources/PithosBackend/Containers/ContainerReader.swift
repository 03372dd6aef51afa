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

    /// A container in a list.
    struct Listed {
        var node: Node
        /// Its state at the moment that was asked for.
        var version: NodeVersion
        /// What it holds now.
        var contents: Statistics

        /// The newest change of the container or of anything in it, whatever moment was asked for.
        var modified: Timestamp
    }

    /// The containers of an account, between the markers, in order of their names.
    func list(_ account: Node, query: ContainerQuery) throws -> [Listed] {
        guard let range = query.range(of: account) else { return [] }
        var condition: SQL = "n.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND n.path < \(upper)" }
        let order: SQL = query.isReversed ? "n.path DESC" : "n.path"
        return try tx.all(
            """
            SELECT n.node, n.path, s.population, s.size, s.mtime, w.mtime, \(VersionStore.columns)
            FROM nodes n JOIN versions v ON v.serial = \(Self.version(until: query.until))
            JOIN versions w ON w.serial = n.latest_version
            LEFT JOIN statistics s ON s.node = n.node AND s.cluster = \(NodeVersion.Cluster.normal.rawValue)
            WHERE n.parent = \(account.id) AND \(condition)
                AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)\(Self.holding(query))
            ORDER BY \(order) LIMIT \(query.limit)
            """
        ) { row in
            let version = try NodeVersion(row: row, from: 6)
            let contents = Statistics(
                population: try row.getOptional(2) ?? 0, size: try row.getOptional(3) ?? 0,
                modified: try row.getOptional(4, as: VersionTime.self)?.timestamp)
            let own = try row.getOptional(5, as: VersionTime.self)?.timestamp ?? version.modified
            return Listed(
                node: Node(id: try row.get(0), parent: account.id, path: try row.get(1), latest: version),
                version: version, contents: contents, modified: max(own, contents.modified ?? own))
        }
    }

    /// How many containers an account has, or had.
    func count(in account: Node, until: Timestamp?) throws -> Int {
        try tx.value(
            """
            SELECT COUNT(*) FROM nodes n JOIN versions v ON v.serial = \(Self.version(until: until))
            WHERE n.parent = \(account.id) AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)
            """) ?? 0
    }

    /// The serial of the version of `n` at a moment.
    private static func version(until: Timestamp?) -> SQL {
        until.map { "(SELECT MAX(u.serial) FROM versions u WHERE u.node = n.node AND u.mtime < \(.time($0)))" }
            ?? "n.latest_version"
    }

    /// Keeps those that hold what the query wants to see: anything shared, anything public. The character after the
    /// slash ends the range of the paths below.
    private static func holding(_ query: ContainerQuery) -> SQL {
        func any(_ table: SQL, _ condition: SQL) -> SQL {
            "EXISTS (SELECT 1 FROM \(table) x WHERE x.path > n.path || '/' AND x.path < n.path || '0'\(condition))"
        }
        let shared = any("xfeatures", "")
        let published = any("public", " AND x.active")
        return switch (query.sharedOnly, query.publicOnly) {
        case (false, false): ""
        case (true, false): " AND \(shared)"
        case (false, true): " AND \(published)"
        case (true, true): " AND (\(shared) OR \(published))"
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
