import SQLAccess

extension PithosMigrations {
    /// What the original lacks: the keys in use in a container, counted, and indexes for what it searches whole tables.
    static let ours = Migration(
        2, "keys-in-use",
        statements: [
            """
            CREATE TABLE object_keys (
                node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
                key VARCHAR(128) NOT NULL,
                population INTEGER NOT NULL,
                PRIMARY KEY (node, key)
            )
            """,
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
            """,
            "CREATE INDEX idx_xfeaturevals_value ON xfeaturevals (value)",
        ])
}
