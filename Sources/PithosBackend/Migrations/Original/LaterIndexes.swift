import SQLAccess

/// The indexes that releases of the original after 0.14.2 made. No query of ours uses them, and every upload would pay
/// for them.
///
/// - Source: object-storage.md 4.14, rows 10, 14, 15, 17 to 19.
enum LaterIndexes {
    /// By the number of the revision that makes them.
    static let byRevision: [Int: [OriginalIndex]] = [
        10: [OriginalIndex("idx_latest_version", on: "nodes", ["latest_version"])],
        14: [OriginalIndex("idx_versions_node", on: "versions", ["node"])],
        15: [
            OriginalIndex(
                "idx_versions_serial_cluster_n2", on: "versions", ["serial", "cluster"], where: "cluster <> 2")
        ],
        17: [
            OriginalIndex("idx_attributes_node", on: "attributes", ["node"]),
            OriginalIndex(
                "idx_attributes_islatest_domain_plankton", on: "attributes", ["is_latest", "domain"],
                where: "is_latest = TRUE AND domain = 'plankton'"),
            ofDomain("key", "plankton"), ofDomain("key", "pithos"), ofDomain("serial", "pithos"),
            ofDomain("serial", "plankton"),
        ],
        18: [
            OriginalIndex("idx_nodes_parent0", on: "nodes", ["parent"], where: "parent = 0"),
            OriginalIndex("idx_nodes_parent0_path", on: "nodes", ["parent", "path"], where: "parent = 0"),
        ],
        19: ["node", "serial"].flatMap { column in
            (0...2).map { cluster in
                OriginalIndex(
                    "idx_versions_\(column)_cluster\(cluster)", on: "versions", [column, "cluster"],
                    where: "cluster = \(cluster)")
            }
        },
    ]

    static func drop(_ tx: Transaction) throws {
        for index in byRevision.values.joined().sorted(by: { $0.name < $1.name }) { try index.drop(tx) }
    }

    private static func ofDomain(_ column: String, _ domain: String) -> OriginalIndex {
        OriginalIndex(
            "idx_attributes_\(column)_domain_\(domain)", on: "attributes", [column, "domain"],
            where: "domain = '\(domain)'")
    }
}
