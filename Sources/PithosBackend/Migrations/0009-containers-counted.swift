import SQLAccess

extension PithosMigrations {
    /// What containers hold, counted anew from the versions. The original's counters may be wrong, as its own later releases
    /// knew, and ours go on from them: counts that clients see and the quotas of containers are judged by them.
    static let containersCounted = countingContainers { _ in }

    /// - Parameter report: told how many versions have been counted.
    static func countingContainers(report: @escaping RowReport) -> Migration {
        Migration(9, "containers-counted") { tx in try ContainerRecount(tx: tx, report: report).run() }
    }
}

/// Sets the statistics of all containers right, by one pass over the versions.
///
/// Those of accounts, which mean nothing but their time, stay. So does the time of a row that is there: it may be of what left
/// no version. Source: object-storage.md 4.5.
private struct ContainerRecount {
    let tx: Transaction
    let report: RowReport

    /// Serials that are counted at once, only to be able to tell how far it is: each range may look at all nodes.
    private static let rangeWidth: Int64 = 1_000_000

    private static let containers: SQL = """
        SELECT c.node FROM nodes c JOIN nodes a ON a.node = c.parent WHERE a.parent = 0 AND a.node <> 0
        """

    func run() throws {
        if tx.dialect == .postgres {
            // Every change of a version changes its container's counters in the same transaction: what was not committed
            // before the count adds its difference after it.
            try tx.run("LOCK TABLE statistics IN SHARE ROW EXCLUSIVE MODE")
            // As with the keys in use: hashes take as long as the tables are, whatever PostgreSQL knows of them.
            try tx.run("SET LOCAL enable_nestloop = off")
        }
        // Not a temporary one, for which a role may have no right.
        try tx.run(
            """
            CREATE TABLE recount (
                node INTEGER NOT NULL, cluster INTEGER NOT NULL, population BIGINT NOT NULL, size BIGINT NOT NULL,
                mtime NUMERIC, PRIMARY KEY (node, cluster)
            )
            """)
        for range in try SerialRanges(of: "versions", width: Self.rangeWidth).list(tx) { try count(range) }
        try apply()
        try tx.run("DROP TABLE recount")
    }

    private func count(_ range: Range<Int64>) throws {
        try tx.run(
            """
            INSERT INTO recount (node, cluster, population, size, mtime)
            SELECT n.parent, v.cluster, COUNT(*), CAST(SUM(v.size) AS BIGINT), MAX(v.mtime)
            FROM versions v JOIN nodes n ON n.node = v.node
            WHERE v.serial >= \(range.lowerBound) AND v.serial < \(range.upperBound)
            GROUP BY n.parent, v.cluster
            ON CONFLICT (node, cluster) DO UPDATE SET
                population = recount.population + EXCLUDED.population, size = recount.size + EXCLUDED.size,
                mtime = CASE WHEN recount.mtime > EXCLUDED.mtime THEN recount.mtime ELSE EXCLUDED.mtime END
            """)
        report(try tx.value("SELECT CAST(COALESCE(SUM(population), 0) AS BIGINT) FROM recount") ?? 0)
    }

    private func apply() throws {
        try tx.run(
            """
            UPDATE statistics SET population = 0, size = 0
            WHERE (population <> 0 OR size <> 0) AND node IN (\(Self.containers)) AND NOT EXISTS
                (SELECT 1 FROM recount r WHERE r.node = statistics.node AND r.cluster = statistics.cluster)
            """)
        try tx.run(
            """
            INSERT INTO statistics (node, cluster, population, size, mtime)
            SELECT r.node, r.cluster, r.population, r.size,
                (SELECT MAX(all_of_it.mtime) FROM recount all_of_it WHERE all_of_it.node = r.node)
            FROM recount r WHERE r.node IN (\(Self.containers))
            ON CONFLICT (node, cluster) DO UPDATE SET population = EXCLUDED.population, size = EXCLUDED.size
            WHERE statistics.population <> EXCLUDED.population OR statistics.size <> EXCLUDED.size
            """)
    }
}
