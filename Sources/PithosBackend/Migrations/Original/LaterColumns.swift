import SQLAccess

/// What the original's table of versions got in 0.16, as ours has it.
///
/// Ours writes none of these columns: their defaults say what holds for every version of its own.
///
/// - available: 1; 0 for a snapshot that is not ready yet, -1 for one that failed.
/// - mapfile: NULL where the map is the one named by the hash. Only a store that went through Archipelago has others,
///   and it has the hash in this column where ours has NULL.
/// - is_snapshot: a volume's content, which lies outside of the object store.
///
/// Source: object-storage.md 4.13, appendix A.
struct LaterColumns {
    let tx: Transaction
    var table = "versions"

    /// Adds what is missing, and gives what is there our types and defaults.
    func ensure() throws {
        let columns = try SchemaCatalog(tx: tx).columns(of: table)
        for (name, definition) in Self.definitions where columns[name] == nil {
            try tx.run(SQL(verbatim: "ALTER TABLE \(table) ADD COLUMN \(name) \(definition)"))
        }
        // SQLite's were made anew when the table was taken over.
        guard tx.dialect == .postgres, let available = columns["available"] else { return }
        try settle(available: available)
        if columns["is_snapshot"] != nil {
            try tx.run("ALTER TABLE versions ALTER COLUMN is_snapshot SET DEFAULT FALSE")
            try tx.run("ALTER TABLE versions ALTER COLUMN is_snapshot SET NOT NULL")
        }
    }

    private static let definitions = [
        ("available", "INTEGER NOT NULL DEFAULT 1"),
        ("map_check_timestamp", "NUMERIC(16, 6)"),
        ("mapfile", "VARCHAR(256)"),
        ("is_snapshot", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ]

    /// Between revisions 12 and 20 it is a boolean; at 20 a number that may be NULL.
    private func settle(available type: String) throws {
        if type == "boolean" {
            try tx.run("ALTER TABLE versions ALTER COLUMN available DROP DEFAULT")
            try tx.run(
                """
                ALTER TABLE versions
                ALTER COLUMN available TYPE INTEGER USING CASE WHEN available THEN 1 ELSE 0 END
                """)
        }
        try tx.run("UPDATE versions SET available = 1 WHERE available IS NULL")
        try tx.run("ALTER TABLE versions ALTER COLUMN available SET DEFAULT 1")
        try tx.run("ALTER TABLE versions ALTER COLUMN available SET NOT NULL")
    }
}
