import SQLAccess
public import Vocabulary

/// Compares what containers are said to hold with what they hold, and sets the first right.
///
/// No difference ever comes of our own changes, which are counted with what they change: it comes of an original's database, or of
/// a hand in ours. Safe beside a running service. Source: object-storage.md 4.5.
public struct ContainerCounts: Sendable {
    let storage: PithosStorage

    /// Versions of one cluster of one container.
    public struct Difference: Sendable, Hashable {
        /// `account/container`
        public var container: String
        public var cluster: NodeVersion.Cluster
        /// Versions and bytes, as the counters have them.
        public var kept: Count
        public var counted: Count
    }

    public struct Count: Sendable, Hashable {
        public var versions: Int64
        public var bytes: Int64
    }

    /// Of all accounts, or of one, in order of the containers.
    public func compare(account: UserID? = nil) async throws -> [Difference] {
        let containers: SQL = "FROM nodes a JOIN nodes c ON c.parent = a.node"
        let ofAccount: SQL = account.map { "a.path = \($0)" } ?? "TRUE"
        let wanted: SQL = "a.parent = \(Node.ID.root) AND a.node <> \(Node.ID.root) AND \(ofAccount)"
        // One statement, and so one moment: versions and counters change together.
        let query: SQL = """
            SELECT path, cluster, SUM(kept), CAST(SUM(kept_size) AS BIGINT), SUM(counted), CAST(SUM(counted_size) AS BIGINT)
            FROM (
                SELECT c.path AS path, s.cluster AS cluster, s.population AS kept, s.size AS kept_size, 0 AS counted,
                    0 AS counted_size
                \(containers) JOIN statistics s ON s.node = c.node WHERE \(wanted)
                UNION ALL
                SELECT c.path, v.cluster, 0, 0, COUNT(*), CAST(SUM(v.size) AS BIGINT)
                \(containers) JOIN nodes o ON o.parent = c.node JOIN versions v ON v.node = o.node WHERE \(wanted)
                GROUP BY c.path, v.cluster
            ) AS both_of_them
            WHERE cluster IN \(.list(NodeVersion.Cluster.allCases.map(\.rawValue)))
            GROUP BY path, cluster HAVING SUM(kept) <> SUM(counted) OR SUM(kept_size) <> SUM(counted_size)
            ORDER BY path, cluster
            """
        return try await storage.database.read { tx in
            try tx.all(query) { row in
                Difference(
                    container: try row.get(0), cluster: NodeVersion.Cluster(rawValue: try row.get(1)) ?? .history,
                    kept: Count(versions: try row.get(2), bytes: try row.get(3)),
                    counted: Count(versions: try row.get(4), bytes: try row.get(5)))
            }
        }
    }

    /// Counts these containers anew, each under its lock.
    public func mend(_ differences: [Difference]) async throws {
        for path in Set(differences.map { ExactText($0.container) }) {
            let moment = storage.now()
            try await storage.database.write { tx in
                // One that is gone since has no counters.
                guard let node = try tx.nodes.lookup(path.text, locking: true) else { return }
                for cluster in NodeVersion.Cluster.allCases {
                    let row = try tx.first(
                        """
                        SELECT COUNT(*), CAST(COALESCE(SUM(v.size), 0) AS BIGINT) FROM nodes o
                        JOIN versions v ON v.node = o.node
                        WHERE o.parent = \(node.id) AND v.cluster = \(cluster.rawValue)
                        """)
                    guard let row else { continue }
                    let kept = try tx.statistics.find(node.id, cluster)
                    let (population, size): (Int64, Int64) = (try row.get(0), try row.get(1))
                    guard kept.population != population || kept.size != size else { continue }
                    try tx.statistics.adjust(
                        node.id, cluster, population: population - kept.population, size: size - kept.size, at: moment)
                }
            }
        }
    }
}
