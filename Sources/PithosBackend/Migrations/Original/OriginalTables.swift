import SQLAccess

/// The tables of the original at its revision 3b62b3f1bf6c, the head of 0.14.2: what everything of ours stands on.
///
/// - Source: object-storage.md appendix A, and the dump of a real 0.14.2.
enum OriginalTables {
    struct Table: Sendable {
        var name: String
        var columns: Set<String>
        var definition: SQL
    }

    static func create(_ tx: Transaction) throws {
        for table in all { try tx.run(table.definition) }
        for index in indexes { try index.create(tx) }
    }

    /// Those that are referred to come before those that refer to them.
    static let all: [Table] = [
        Table(
            name: "nodes", columns: ["node", "parent", "latest_version", "path"],
            definition: """
                CREATE TABLE nodes (
                    node \(integerKey),
                    parent INTEGER REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                    latest_version INTEGER,
                    path VARCHAR(2048) NOT NULL
                )
                """),
        Table(
            name: "policy", columns: ["node", "key", "value"],
            definition: """
                CREATE TABLE policy (
                    node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                    key VARCHAR(128) NOT NULL,
                    value VARCHAR(256),
                    PRIMARY KEY (node, key)
                )
                """),
        Table(
            name: "statistics", columns: ["node", "population", "size", "mtime", "cluster"],
            definition: """
                CREATE TABLE statistics (
                    node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                    population INTEGER NOT NULL,
                    size BIGINT NOT NULL,
                    mtime NUMERIC,
                    cluster INTEGER NOT NULL,
                    PRIMARY KEY (node, cluster)
                )
                """),
        Table(
            name: "versions",
            columns: [
                "serial", "node", "hash", "size", "type", "source", "mtime", "muser", "uuid", "checksum", "cluster",
            ],
            definition: """
                CREATE TABLE versions (
                    serial \(integerKey),
                    node INTEGER REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                    hash VARCHAR(256),
                    size BIGINT NOT NULL,
                    type VARCHAR(256) NOT NULL,
                    source INTEGER,
                    mtime NUMERIC,
                    muser VARCHAR(256) NOT NULL,
                    uuid VARCHAR(64) NOT NULL,
                    checksum VARCHAR(256) NOT NULL,
                    cluster INTEGER NOT NULL
                )
                """),
        Table(
            name: "attributes", columns: ["serial", "domain", "key", "value", "node", "is_latest"],
            definition: """
                CREATE TABLE attributes (
                    serial INTEGER NOT NULL REFERENCES versions (serial) ON UPDATE CASCADE ON DELETE CASCADE,
                    domain VARCHAR(256) NOT NULL,
                    key VARCHAR(128) NOT NULL,
                    value VARCHAR(256),
                    node INTEGER NOT NULL,
                    is_latest BOOLEAN NOT NULL,
                    PRIMARY KEY (serial, domain, key)
                )
                """),
        Table(
            name: "xfeatures", columns: ["feature_id", "path"],
            definition: """
                CREATE TABLE xfeatures (
                    feature_id \(integerKey),
                    path VARCHAR(2048)
                )
                """),
        Table(
            name: "xfeaturevals", columns: ["feature_id", "key", "value"],
            definition: """
                CREATE TABLE xfeaturevals (
                    feature_id INTEGER NOT NULL REFERENCES xfeatures (feature_id) ON DELETE CASCADE,
                    key INTEGER NOT NULL,
                    value VARCHAR(256) NOT NULL,
                    PRIMARY KEY (feature_id, key, value)
                )
                """),
        Table(
            name: "groups", columns: ["owner", "name", "member"],
            definition: """
                CREATE TABLE groups (
                    owner VARCHAR(256) NOT NULL,
                    name VARCHAR(256) NOT NULL,
                    member VARCHAR(256) NOT NULL,
                    PRIMARY KEY (owner, name, member)
                )
                """),
        Table(
            name: "public", columns: ["public_id", "path", "active", "url"],
            definition: """
                CREATE TABLE public (
                    public_id \(integerKey),
                    path VARCHAR(2048) NOT NULL,
                    active BOOLEAN NOT NULL,
                    url VARCHAR(2048)
                )
                """),
        Table(
            name: "config", columns: ["key", "value"],
            definition: """
                CREATE TABLE config (
                    key VARCHAR(256) NOT NULL PRIMARY KEY,
                    value VARCHAR(256)
                )
                """),
        Table(
            name: "qh_serials", columns: ["serial"],
            definition: """
                CREATE TABLE qh_serials (
                    serial \(.dialect(sqlite: "INTEGER PRIMARY KEY", postgres: "BIGSERIAL PRIMARY KEY"))
                )
                """),
        Table(
            name: "alembic_version", columns: ["version_num"],
            definition: "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"),
    ]

    private static let integerKey: SQL = .dialect(
        sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT", postgres: "SERIAL PRIMARY KEY")

    static let indexes: [OriginalIndex] = [
        OriginalIndex("idx_nodes_path", on: "nodes", ["path"], isUnique: true),
        OriginalIndex("idx_nodes_parent", on: "nodes", ["parent"]),
        OriginalIndex("idx_versions_node_mtime", on: "versions", ["node", "mtime"]),
        OriginalIndex("idx_versions_node_uuid", on: "versions", ["uuid"]),
        OriginalIndex("idx_attributes_domain", on: "attributes", ["domain"]),
        OriginalIndex("idx_attributes_serial_node", on: "attributes", ["serial", "node"]),
        OriginalIndex("idx_features_path", on: "xfeatures", ["path"], isUnique: true),
        OriginalIndex("idx_groups_member", on: "groups", ["member"]),
        OriginalIndex("idx_public_path", on: "public", ["path"], isUnique: true),
        OriginalIndex("idx_public_url", on: "public", ["url"], isUnique: true),
    ]
}
