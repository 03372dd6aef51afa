import SQLAccess
import Vocabulary

/// Removes what a container held, in statements that each cover many objects.
struct ContainerPurge {
    let tx: Transaction
    let container: Node

    private var range: PathRange { PathRange(prefix: container.path + "/") }

    /// Whether a current object exists; looked up, not read from the counters, which an old database may have wrong.
    func hasObjects() throws -> Bool {
        try tx.first(
            """
            SELECT 1 FROM nodes n JOIN versions v ON v.serial = n.latest_version
            WHERE n.parent = \(container.id) AND v.cluster = \(NodeVersion.Cluster.normal.rawValue) LIMIT 1
            """) != nil
    }

    /// Removes the container and the history of all that was in it.
    func removeAll() throws {
        let inside: SQL = "SELECT node FROM nodes WHERE node = \(container.id) OR parent = \(container.id)"
        try tx.run("DELETE FROM attributes WHERE serial IN (SELECT serial FROM versions WHERE node IN (\(inside)))")
        try tx.run("DELETE FROM versions WHERE node IN (\(inside))")
        try tx.permissions.clear(try tx.permissions.list(in: range).map(\.path) + [container.path])
        try tx.publicLinks.unpublish(try tx.publicLinks.list(in: range).keys.map(\.text))
        try tx.run("DELETE FROM nodes WHERE parent = \(container.id)")
        try tx.nodes.delete([container.id])
    }

    /// Removes superseded versions and deletion markers from up to, and at, a moment; bytes of history that went.
    func removeHistory(until moment: Timestamp, at now: Timestamp) throws -> Int64 {
        var freed: Int64 = 0
        for cluster in [NodeVersion.Cluster.history, .deleted] {
            let condition: SQL = """
                cluster = \(cluster.rawValue) AND mtime <= \(.time(moment))
                    AND node IN (SELECT node FROM nodes WHERE parent = \(container.id))
                """
            guard let row = try tx.first("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM versions WHERE \(condition)")
            else {
                continue
            }
            let count: Int64 = try row.get(0)
            let size: Int64 = try row.get(1)
            guard count > 0 else { continue }
            try tx.run("DELETE FROM attributes WHERE serial IN (SELECT serial FROM versions WHERE \(condition))")
            try tx.run("DELETE FROM versions WHERE \(condition)")
            try tx.statistics.adjust(container.id, cluster, population: -count, size: -size, at: now)
            if cluster == .history { freed += size }
        }
        try removeEmptyNodes()
        return freed
    }

    /// A node whose versions are all gone goes too; one whose newest version went points to the newest that is left.
    private func removeEmptyNodes() throws {
        try tx.run(
            """
            DELETE FROM nodes WHERE parent = \(container.id)
                AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.node = nodes.node)
            """)
        try tx.run(
            """
            UPDATE nodes SET latest_version = (SELECT MAX(v.serial) FROM versions v WHERE v.node = nodes.node)
            WHERE parent = \(container.id)
                AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.serial = nodes.latest_version)
            """)
    }
}
