import SQLAccess

extension OriginalStep {
    /// Each piece of metadata knows its object, and whether it belongs to the newest version. SQLite cannot forbid NULL
    /// in a column that is there; there the columns only get it when the table is taken over.
    static let attributeNodes = OriginalStep(
        to: 8, rowsOf: "attributes",
        [
            .whole { tx in
                try OriginalAdoption.checkAttributes(tx)
                let columns = try SchemaCatalog(tx: tx).columns(of: "attributes")
                if columns["node"] == nil { try tx.run("ALTER TABLE attributes ADD COLUMN node INTEGER") }
                if columns["is_latest"] == nil { try tx.run("ALTER TABLE attributes ADD COLUMN is_latest BOOLEAN") }
            },
            .ranges(of: "attributes") { serials in
                """
                UPDATE attributes AS a
                SET node = COALESCE(v.node, 0), is_latest = (COALESCE(n.latest_version, 0) = v.serial)
                FROM versions v LEFT JOIN nodes n ON n.node = v.node
                WHERE v.serial = a.serial AND a.serial >= \(serials.lowerBound) AND a.serial < \(serials.upperBound)
                    AND (a.node IS NULL OR a.is_latest IS NULL)
                """
            },
            .whole { tx in
                if tx.dialect == .postgres {
                    try tx.run("ALTER TABLE attributes ALTER COLUMN node SET NOT NULL")
                    try tx.run("ALTER TABLE attributes ALTER COLUMN is_latest SET NOT NULL")
                }
                try OriginalIndex("idx_attributes_serial_node", on: "attributes", ["serial", "node"]).create(tx)
            },
        ])

    /// Every container is charged to its owner until somebody says otherwise.
    static let addProjects: @Sendable (Transaction) throws -> Void = { tx in
        try tx.run(
            """
            INSERT INTO policy (node, key, value)
            SELECT c.node, 'project', a.path FROM nodes c JOIN nodes a ON a.node = c.parent
            WHERE a.parent = 0 AND a.node <> 0 AND length(a.path) <= 256
            ON CONFLICT (node, key) DO NOTHING
            """)
    }

    static let availability = OriginalStep(
        to: 12,
        [
            .whole { tx in
                let columns = try SchemaCatalog(tx: tx).columns(of: "versions")
                guard columns["available"] == nil else { return }
                try tx.run("ALTER TABLE versions ADD COLUMN available BOOLEAN NOT NULL DEFAULT TRUE")
                try tx.run("ALTER TABLE versions ADD COLUMN map_check_timestamp NUMERIC(16, 6)")
            }
        ])

    /// A version names its map, which up to here is that of its hash.
    static let mapFiles = OriginalStep(
        to: 13, rowsOf: "versions",
        [
            .whole { tx in
                if tx.dialect == .postgres { try tx.run("CREATE SEQUENCE IF NOT EXISTS mapfile_seq") }
                guard try !SchemaCatalog(tx: tx).hasColumn("mapfile", of: "versions") else { return }
                try tx.run("ALTER TABLE versions ADD COLUMN mapfile VARCHAR(256)")
                try tx.run("ALTER TABLE versions ADD COLUMN is_snapshot BOOLEAN NOT NULL DEFAULT FALSE")
            },
            .ranges(of: "versions") { serials in
                """
                UPDATE versions SET mapfile = hash
                WHERE serial >= \(serials.lowerBound) AND serial < \(serials.upperBound)
                    AND mapfile IS NULL AND hash IS NOT NULL
                """
            },
        ],
        data: { tx in
            try tx.run(
                "UPDATE versions SET is_snapshot = TRUE WHERE hash >= 'archip:' AND hash < 'archip;' AND NOT is_snapshot"
            )
        })

    static let mendSizes: @Sendable (Transaction) throws -> Void = { tx in
        try tx.run("UPDATE versions SET size = 0 WHERE size < 0")
    }

    static let availabilityNumbers = OriginalStep(
        to: 20, rowsOf: "versions",
        [
            .whole { tx in
                guard try SchemaCatalog(tx: tx).columns(of: "versions")["available"] == "boolean" else { return }
                switch tx.dialect {
                case .postgres:
                    try tx.run(
                        "ALTER TABLE versions ALTER COLUMN available DROP DEFAULT, ALTER COLUMN available DROP NOT NULL"
                    )
                    try tx.run(
                        """
                        ALTER TABLE versions
                        ALTER COLUMN available TYPE INTEGER USING CASE WHEN available THEN 1 ELSE 0 END
                        """)
                case .sqlite:
                    try tx.run("ALTER TABLE versions ADD COLUMN available_number INTEGER")
                    try tx.run("UPDATE versions SET available_number = CASE WHEN available THEN 1 ELSE 0 END")
                    try tx.run("ALTER TABLE versions DROP COLUMN available")
                    try tx.run("ALTER TABLE versions RENAME COLUMN available_number TO available")
                }
            }
        ])
}
