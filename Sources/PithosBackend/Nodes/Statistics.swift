import SQLAccess
import Vocabulary

/// What a container holds in one cluster: how many versions, how many bytes, and when that last changed.
///
/// Kept in the same transaction as the versions. Only the rows of containers mean anything; those of accounts, which an
/// original's database has too, are read for their time alone. Source: object-storage.md 4.5.
struct Statistics: Sendable, Equatable {
    var population: Int64 = 0
    /// Bytes.
    var size: Int64 = 0
    var modified: Timestamp?
}

/// What a container's current objects are, without naming them: where the same is seen again none has come, changed or gone.
struct ContainerState: Hashable {
    var container: Node.ID
    /// Drawn at random with each change, in the same transaction: none comes back with a database that was restored.
    var number: Int64
}

/// The table `statistics`.
struct StatisticsStore {
    let tx: Transaction

    func find(_ node: Node.ID, _ cluster: NodeVersion.Cluster) throws -> Statistics {
        try tx.first(
            """
            SELECT population, size, mtime FROM statistics WHERE node = \(node) AND cluster = \(cluster.rawValue)
            """
        ).map {
            Statistics(
                population: try $0.get(0), size: try $0.get(1),
                modified: try $0.getOptional(2, as: VersionTime.self)?.timestamp)
        } ?? Statistics()
    }

    /// Nil where nothing was ever in it.
    func state(ofContainerAt path: String) throws -> ContainerState? {
        try tx.first(
            """
            SELECT s.node, s.state FROM nodes n JOIN statistics s ON s.node = n.node
            WHERE n.path = \(path) AND s.cluster = \(NodeVersion.Cluster.normal.rawValue)
            """
        ).map { ContainerState(container: try $0.get(0), number: try $0.get(1)) }
    }

    /// Counts versions in or out. A population never falls below zero: an original's counts may be wrong. The time never
    /// goes back, whatever clocks do.
    func adjust(
        _ node: Node.ID, _ cluster: NodeVersion.Cluster, population: Int64, size: Int64, at moment: Timestamp
    ) throws {
        try tx.run(
            """
            INSERT INTO statistics (node, cluster, population, size, mtime, state)
            VALUES (\(node), \(cluster.rawValue), \(max(0, population)), \(size), \(.time(moment)),
                \(Int64.random(in: 0 ... .max)))
            ON CONFLICT (node, cluster) DO UPDATE SET
                population = CASE WHEN statistics.population + \(population) < 0 THEN 0
                    ELSE statistics.population + \(population) END,
                size = statistics.size + \(size),
                state = EXCLUDED.state,
                mtime = CASE WHEN statistics.mtime > EXCLUDED.mtime THEN statistics.mtime ELSE EXCLUDED.mtime END
            """)
    }

    /// The newest change of what any of the containers of an account holds now. What happens to the history alone does
    /// not count, as in the original.
    func lastChange(ofContainersOf account: Node.ID) throws -> Timestamp? {
        try tx.value(
            """
            SELECT MAX(s.mtime) FROM statistics s JOIN nodes n ON n.node = s.node
            WHERE n.parent = \(account) AND s.cluster = \(NodeVersion.Cluster.normal.rawValue)
            """, as: VersionTime.self)?.timestamp
    }

    /// What all containers of an account hold now.
    func total(ofContainersOf account: Node.ID) throws -> Statistics {
        let row = try tx.first(
            """
            SELECT CAST(COALESCE(SUM(s.population), 0) AS BIGINT), CAST(COALESCE(SUM(s.size), 0) AS BIGINT)
            FROM statistics s JOIN nodes n ON n.node = s.node
            WHERE n.parent = \(account) AND s.cluster = \(NodeVersion.Cluster.normal.rawValue)
            """)
        guard let row else { return Statistics() }
        return Statistics(population: try row.get(0), size: try row.get(1))
    }

    /// The newest change of what one node holds now.
    func lastChange(of node: Node.ID) throws -> Timestamp? { try find(node, .normal).modified }
}
