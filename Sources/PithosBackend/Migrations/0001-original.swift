import SQLAccess

extension PithosMigrations {
    /// The revision of the original whose tables these are.
    static let originalRevision = "3b62b3f1bf6c"

    static let original = Migration(1, "original-schema") { tx in
        if try isOriginal(tx) { return }
        for statement in tables + indexes { try tx.run(statement) }
        try tx.run("INSERT INTO nodes (node, parent, path) VALUES (0, 0, '')")
        try tx.run("INSERT INTO alembic_version (version_num) VALUES (\(originalRevision))")
    }

    /// Whether the tables are there already, made by the original.
    ///
    /// - Throws: `DatabaseError.engine` when they are of another revision.
    private static func isOriginal(_ tx: Transaction) throws -> Bool {
        let exists: SQL = .dialect(
            sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
            postgres: "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('alembic_version')")
        guard try tx.value(exists, as: Int.self) == 1 else { return false }
        let revision: String? = try tx.value("SELECT version_num FROM alembic_version")
        guard revision == originalRevision else {
            throw DatabaseError.engine(
                code: "pithos-revision",
                message: "the database is at the original's revision \(revision ?? "none"); "
                    + "run pithos-migrate upgrade \(originalRevision) first",
                statement: "")
        }
        return true
    }

    private static let integerKey: SQL = .dialect(
        sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT", postgres: "SERIAL PRIMARY KEY")

    private static let tables: [SQL] = [
        """
        CREATE TABLE nodes (
            node \(integerKey),
            parent INTEGER REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
            latest_version INTEGER,
            path VARCHAR(2048) NOT NULL
        )
        """,
        """
        CREATE TABLE policy (
            node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
            key VARCHAR(128) NOT NULL,
            value VARCHAR(256),
            PRIMARY KEY (node, key)
        )
        """,
        """
        CREATE TABLE statistics (
            node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
            population INTEGER NOT NULL,
            size BIGINT NOT NULL,
            mtime NUMERIC,
            cluster INTEGER NOT NULL,
            PRIMARY KEY (node, cluster)
        )
        """,
        """
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
        """,
        """
        CREATE TABLE attributes (
            serial INTEGER NOT NULL REFERENCES versions (serial) ON UPDATE CASCADE ON DELETE CASCADE,
            domain VARCHAR(256) NOT NULL,
            key VARCHAR(128) NOT NULL,
            value VARCHAR(256),
            node INTEGER NOT NULL,
            is_latest BOOLEAN NOT NULL,
            PRIMARY KEY (serial, domain, key)
        )
        """,
        """
        CREATE TABLE xfeatures (
            feature_id \(integerKey),
            path VARCHAR(2048)
        )
        """,
        """
        CREATE TABLE xfeaturevals (
            feature_id INTEGER NOT NULL REFERENCES xfeatures (feature_id) ON DELETE CASCADE,
            key INTEGER NOT NULL,
            value VARCHAR(256) NOT NULL,
            PRIMARY KEY (feature_id, key, value)
        )
        """,
        """
        CREATE TABLE groups (
            owner VARCHAR(256) NOT NULL,
            name VARCHAR(256) NOT NULL,
            member VARCHAR(256) NOT NULL,
            PRIMARY KEY (owner, name, member)
        )
        """,
        """
        CREATE TABLE public (
            public_id \(integerKey),
            path VARCHAR(2048) NOT NULL,
            active BOOLEAN NOT NULL,
            url VARCHAR(2048)
        )
        """,
        """
        CREATE TABLE config (
            key VARCHAR(256) NOT NULL PRIMARY KEY,
            value VARCHAR(256)
        )
        """,
        """
        CREATE TABLE qh_serials (
            serial \(.dialect(sqlite: "INTEGER PRIMARY KEY", postgres: "BIGSERIAL PRIMARY KEY"))
        )
        """,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    ]

    private static let indexes: [SQL] = [
        "CREATE UNIQUE INDEX idx_nodes_path ON nodes (path)",
        "CREATE INDEX idx_nodes_parent ON nodes (parent)",
        "CREATE INDEX idx_versions_node_mtime ON versions (node, mtime)",
        "CREATE INDEX idx_versions_node_uuid ON versions (uuid)",
        "CREATE INDEX idx_attributes_domain ON attributes (domain)",
        "CREATE INDEX idx_attributes_serial_node ON attributes (serial, node)",
        "CREATE UNIQUE INDEX idx_features_path ON xfeatures (path)",
        "CREATE INDEX idx_groups_member ON groups (member)",
        "CREATE UNIQUE INDEX idx_public_path ON public (path)",
        "CREATE UNIQUE INDEX idx_public_url ON public (url)",
    ]
}
