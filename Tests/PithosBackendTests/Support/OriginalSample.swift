import SQLAccess

/// A small database of the original's at any of its revisions from 0.14.0 on, written down from the contract and not with
/// the program's own steps.
///
/// It holds what a revision changes: metadata of old and new versions, an image, a deletion, a size below zero.
enum OriginalSample {
    /// Makes and fills the tables.
    static func make(_ database: any Database, revision: Int) async throws {
        try await database.write { tx in
            try makeTables(tx, revision: min(revision, 8))
            for row in rows { try tx.run(row) }
            if revision >= 8 {
                try tx.run("INSERT INTO attributes SELECT * FROM (\(attributes)) AS a")
            } else {
                try tx.run(
                    "INSERT INTO attributes SELECT serial, domain, key, value FROM (\(attributes)) AS a")
            }
            for number in stride(from: 9, through: revision, by: 1) {
                for statement in changes[number - 9] { try tx.run(statement) }
            }
            try tx.run("UPDATE alembic_version SET version_num = \(ids[revision - 7])")
            if tx.dialect == .postgres {
                for (table, key) in [("nodes", "node"), ("versions", "serial")] {
                    try tx.run(
                        SQL(verbatim: "SELECT setval('\(table)_\(key)_seq', (SELECT MAX(\(key)) FROM \(table)))"))
                }
            }
        }
    }

    /// Of the revisions 7 to 20.
    static let ids = [
        "4c8ccdc58192", "3b62b3f1bf6c", "54dbdde2d187", "301fba21d9b8", "4451e165da19", "e6edec1b499", "2efddde15abf",
        "4a3e7cb388d9", "f05c4de8cd7", "1d40ec1ccc4f", "2be04d9180dd", "3eb839abac44", "7107eaecd8c", "5adc52055209",
    ]

    /// The tables as the original's service makes them, without what its migrations do not have: at 7 two tables are
    /// missing, and the index on links is a constraint.
    static func makeTables(_ tx: Transaction, revision: Int) throws {
        let later = revision >= 8 ? ", node INTEGER NOT NULL, is_latest BOOLEAN NOT NULL" : ""
        for statement in tables(key: tx.dialect == .sqlite ? "INTEGER" : "SERIAL", attributes: later) {
            try tx.run(SQL(verbatim: statement))
        }
        if revision >= 8 {
            try tx.run("CREATE INDEX idx_attributes_serial_node ON attributes (serial, node)")
            try tx.run("CREATE TABLE config (key VARCHAR(256) NOT NULL, value VARCHAR(256), PRIMARY KEY (key))")
            try tx.run(
                "CREATE TABLE qh_serials (serial \(.dialect(sqlite: "BIGINT", postgres: "BIGSERIAL")) NOT NULL, PRIMARY KEY (serial))"
            )
            try tx.run("CREATE UNIQUE INDEX idx_public_url ON public (url)")
        } else if tx.dialect == .postgres {
            try tx.run("ALTER TABLE public ADD CONSTRAINT idx_public_url UNIQUE (url)")
        }
        try tx.run("INSERT INTO alembic_version VALUES (\(revision >= 8 ? "3b62b3f1bf6c" : "4c8ccdc58192"))")
    }

    private static func tables(key: String, attributes: String) -> [String] {
        let node = "FOREIGN KEY (node) REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE"
        return [
            """
            CREATE TABLE nodes (node \(key) NOT NULL, parent INTEGER, latest_version INTEGER, path VARCHAR(2048) NOT NULL,
                PRIMARY KEY (node), FOREIGN KEY (parent) REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE)
            """,
            """
            CREATE TABLE policy (node INTEGER NOT NULL, key VARCHAR(128) NOT NULL, value VARCHAR(256),
                PRIMARY KEY (node, key), \(node))
            """,
            """
            CREATE TABLE statistics (node INTEGER NOT NULL, population INTEGER NOT NULL, size BIGINT NOT NULL,
                mtime NUMERIC, cluster INTEGER NOT NULL, PRIMARY KEY (node, cluster), \(node))
            """,
            """
            CREATE TABLE versions (serial \(key) NOT NULL, node INTEGER, hash VARCHAR(256), size BIGINT NOT NULL,
                type VARCHAR(256) NOT NULL, source INTEGER, mtime NUMERIC, muser VARCHAR(256) NOT NULL,
                uuid VARCHAR(64) NOT NULL, checksum VARCHAR(256) NOT NULL, cluster INTEGER NOT NULL,
                PRIMARY KEY (serial), \(node))
            """,
            """
            CREATE TABLE attributes (serial INTEGER NOT NULL, domain VARCHAR(256) NOT NULL, key VARCHAR(128) NOT NULL,
                value VARCHAR(256)\(attributes), PRIMARY KEY (serial, domain, key),
                FOREIGN KEY (serial) REFERENCES versions (serial) ON UPDATE CASCADE ON DELETE CASCADE)
            """,
            "CREATE TABLE xfeatures (feature_id \(key) NOT NULL, path VARCHAR(2048), PRIMARY KEY (feature_id))",
            """
            CREATE TABLE xfeaturevals (feature_id INTEGER NOT NULL, key INTEGER NOT NULL, value VARCHAR(256) NOT NULL,
                PRIMARY KEY (feature_id, key, value),
                FOREIGN KEY (feature_id) REFERENCES xfeatures (feature_id) ON DELETE CASCADE)
            """,
            """
            CREATE TABLE groups (owner VARCHAR(256) NOT NULL, name VARCHAR(256) NOT NULL, member VARCHAR(256) NOT NULL,
                PRIMARY KEY (owner, name, member))
            """,
            """
            CREATE TABLE public (public_id \(key) NOT NULL, path VARCHAR(2048) NOT NULL, active BOOLEAN NOT NULL,
                url VARCHAR(2048), PRIMARY KEY (public_id))
            """,
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
            "CREATE UNIQUE INDEX idx_nodes_path ON nodes (path)", "CREATE INDEX idx_nodes_parent ON nodes (parent)",
            "CREATE INDEX idx_versions_node_mtime ON versions (node, mtime)",
            "CREATE INDEX idx_versions_node_uuid ON versions (uuid)",
            "CREATE INDEX idx_attributes_domain ON attributes (domain)",
            "CREATE UNIQUE INDEX idx_features_path ON xfeatures (path)",
            "CREATE INDEX idx_groups_member ON groups (member)",
            "CREATE UNIQUE INDEX idx_public_path ON public (path)",
        ]
    }

    private static let hash = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"

    private static let rows: [SQL] = [
        """
        INSERT INTO nodes (node, parent, latest_version, path) VALUES (0, 0, NULL, ''), (1, 0, 1, 'alice'),
            (2, 1, 2, 'alice/c'), (3, 2, 4, 'alice/c/o'), (4, 2, 6, 'alice/c/gone'), (5, 2, 7, 'alice/c/image')
        """,
        """
        INSERT INTO versions
            (serial, node, hash, size, type, source, mtime, muser, uuid, checksum, cluster)
        VALUES (1, 1, NULL, 0, '', NULL, 1373624012.204511, 'alice', 'u1', '', 0),
            (2, 2, NULL, 0, '', NULL, 1373624013.5, 'alice', 'u2', '', 0),
            (3, 3, \(hash), 5, 'text/plain', NULL, 1373624014.25, 'alice', 'u3', 'c3', 1),
            (4, 3, \(hash), 6, 'text/plain', 3, 1373624015, 'bob', 'u3', '', 0),
            (5, 4, \(hash), -5, 'text/plain', NULL, 1373624016, 'alice', 'u4', 'c5', 1),
            (6, 4, NULL, 0, '', 5, 1373624017, 'alice', 'u4', '', 2),
            (7, 5, \(hash), 5, 'application/octet-stream', NULL, 1373624018, 'alice', 'u5', 'c7', 0)
        """,
        """
        INSERT INTO statistics (node, population, size, mtime, cluster) VALUES (2, 2, 11, 1373624018, 0),
            (2, 2, 5, 1373624017, 1), (2, 1, 0, 1373624017, 2)
        """,
        "INSERT INTO policy (node, key, value) VALUES (2, 'quota', '0'), (2, 'versioning', 'auto')",
        "INSERT INTO xfeatures (feature_id, path) VALUES (1, 'alice/c/o')",
        "INSERT INTO xfeaturevals (feature_id, key, value) VALUES (1, 0, 'bob'), (1, 1, 'alice:friends')",
        "INSERT INTO groups (owner, name, member) VALUES ('alice', 'friends', 'carol')",
        "INSERT INTO public (public_id, path, active, url) VALUES (1, 'alice/c/o', TRUE, '9npwd')",
    ]

    private static let attributes: SQL = """
        SELECT 1 AS serial, 'pithos' AS domain, 'X-Account-Meta-A' AS key, 'b' AS value, 1 AS node, TRUE AS is_latest
        UNION ALL SELECT 3, 'pithos', 'X-Object-Meta-Color', 'red', 3, FALSE
        UNION ALL SELECT 4, 'pithos', 'X-Object-Meta-Color', 'blue', 3, TRUE
        UNION ALL SELECT 5, 'pithos', 'X-Object-Meta-Lost', 'yes', 4, FALSE
        UNION ALL SELECT 7, 'plankton', 'plankton:name', 'Debian', 5, TRUE
        UNION ALL SELECT 7, 'plankton', 'plankton:properties', '{"os": "linux", "ROOT_PARTITION": 1}', 5, TRUE
        """

    /// What each revision from 9 on does.
    private static let changes: [[SQL]] = [
        [
            """
            INSERT INTO attributes (serial, domain, key, value, node, is_latest)
            VALUES (7, 'plankton', 'plankton:property:os', 'linux', 5, TRUE),
                (7, 'plankton', 'plankton:property:ROOT_PARTITION', '1', 5, TRUE)
            """,
            "DELETE FROM attributes WHERE key = 'plankton:properties'",
        ],
        ["CREATE INDEX idx_latest_version ON nodes (latest_version)"],
        ["INSERT INTO policy (node, key, value) VALUES (2, 'project', 'alice')"],
        [
            "ALTER TABLE versions ADD COLUMN available BOOLEAN NOT NULL DEFAULT TRUE",
            "ALTER TABLE versions ADD COLUMN map_check_timestamp NUMERIC(16, 6)",
        ],
        [
            .dialect(sqlite: "SELECT 1", postgres: "CREATE SEQUENCE mapfile_seq"),
            "ALTER TABLE versions ADD COLUMN mapfile VARCHAR(256)",
            "ALTER TABLE versions ADD COLUMN is_snapshot BOOLEAN NOT NULL DEFAULT FALSE",
            "UPDATE versions SET mapfile = hash",
        ],
        ["CREATE INDEX idx_versions_node ON versions (node)"],
        ["CREATE INDEX idx_versions_serial_cluster_n2 ON versions (serial, cluster) WHERE cluster <> 2"],
        ["UPDATE versions SET size = 0 WHERE size < 0"],
        [
            "CREATE INDEX idx_attributes_node ON attributes (node)",
            """
            CREATE INDEX idx_attributes_islatest_domain_plankton ON attributes (is_latest, domain)
            WHERE is_latest = TRUE AND domain = 'plankton'
            """,
            "CREATE INDEX idx_attributes_key_domain_plankton ON attributes (key, domain) WHERE domain = 'plankton'",
            "CREATE INDEX idx_attributes_key_domain_pithos ON attributes (key, domain) WHERE domain = 'pithos'",
            "CREATE INDEX idx_attributes_serial_domain_pithos ON attributes (serial, domain) WHERE domain = 'pithos'",
            "CREATE INDEX idx_attributes_serial_domain_plankton ON attributes (serial, domain) WHERE domain = 'plankton'",
        ],
        [
            "CREATE INDEX idx_nodes_parent0 ON nodes (parent) WHERE parent = 0",
            "CREATE INDEX idx_nodes_parent0_path ON nodes (parent, path) WHERE parent = 0",
        ],
        ["node", "serial"].flatMap { column in
            (0...2).map { cluster in
                SQL(
                    verbatim: "CREATE INDEX idx_versions_\(column)_cluster\(cluster) ON versions (\(column), cluster) "
                        + "WHERE cluster = \(cluster)")
            }
        },
        [
            .dialect(
                sqlite: "ALTER TABLE versions RENAME COLUMN available TO temp",
                postgres: "ALTER TABLE versions ADD COLUMN temp INTEGER"),
            .dialect(
                sqlite: "ALTER TABLE versions ADD COLUMN available INTEGER",
                postgres: "UPDATE versions SET temp = CASE WHEN available THEN 1 ELSE 0 END"),
            .dialect(
                sqlite: "UPDATE versions SET available = temp", postgres: "ALTER TABLE versions DROP COLUMN available"),
            .dialect(
                sqlite: "ALTER TABLE versions DROP COLUMN temp",
                postgres: "ALTER TABLE versions RENAME COLUMN temp TO available"),
        ],
    ]
}
