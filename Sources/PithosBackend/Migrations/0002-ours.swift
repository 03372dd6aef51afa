import SQLAccess

extension PithosMigrations {
    /// What the original lacks: the keys in use in a container, counted, and indexes for what it searches whole tables.
    static let ours = Migration(2, "keys-in-use") { tx in
        // Without statistics PostgreSQL may choose to go through one table for each row of another. Hashes and merges
        // take as long as the tables are, whatever it knows.
        if tx.dialect == .postgres { try tx.run("SET LOCAL enable_nestloop = off") }
        try tx.run(
            """
            CREATE TABLE object_keys (
                node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                key VARCHAR(128) NOT NULL,
                population INTEGER NOT NULL,
                PRIMARY KEY (node, key)
            )
            """)
        try tx.run(
            """
            INSERT INTO object_keys (node, key, population)
            SELECT n.parent, a.key, COUNT(*)
            FROM attributes a
            JOIN versions v ON v.serial = a.serial
            JOIN nodes n ON n.node = v.node AND n.latest_version = v.serial
            JOIN nodes c ON c.node = n.parent
            JOIN nodes o ON o.node = c.parent AND o.parent = 0 AND o.node <> 0
            WHERE a.domain = 'pithos' AND v.cluster = 0
            GROUP BY n.parent, a.key
            """)
        try tx.run("CREATE INDEX idx_xfeaturevals_value ON xfeaturevals (value)")
    }
}
