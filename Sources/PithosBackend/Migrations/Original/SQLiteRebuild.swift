import SQLAccess

/// Makes the original's tables anew and copies their rows: SQLite can neither add a constraint to a column that is there
/// nor make a key that is never given twice.
///
/// All in one transaction, and so either done or not. The old tables step aside first; what refers to them then refers
/// to them under their new names, and they are dropped together in the end.
struct SQLiteRebuild {
    let tx: Transaction
    let report: RowReport

    /// Before the names of the old tables.
    private static let aside = "original_"
    /// Those that grow with the store; the rows of the others are not worth telling.
    static let reportedTables = ["nodes", "versions", "attributes"]
    /// Serials that are copied at once.
    private static let rangeWidth: Int64 = 20_000

    func run() throws {
        // The one row that tells the revision is no matter of ours.
        let tables = OriginalTables.all.filter { $0.name != "alembic_version" }
        let catalog = SchemaCatalog(tx: tx)
        let old = try tables.filter { try catalog.hasTable($0.name) }.map(\.name)
        for name in old { try tx.run(SQL(verbatim: "ALTER TABLE \(name) RENAME TO \(Self.aside)\(name)")) }
        for table in tables { try tx.run(table.definition) }
        if try catalog.hasColumn("available", of: Self.aside + "versions") {
            try LaterColumns(tx: tx).ensure()
        }
        var copied: Int64 = 0
        for name in old { try copy(name, catalog, &copied) }
        for name in old.reversed() { try tx.run(SQL(verbatim: "DROP TABLE \(Self.aside)\(name)")) }
    }

    private func copy(_ table: String, _ catalog: SchemaCatalog, _ copied: inout Int64) throws {
        let there = try catalog.columns(of: Self.aside + table)
        let names = try catalog.columns(of: table).keys.filter { there[$0] != nil }.sorted()
        let values = names.map { Self.expressions[$0] ?? $0 }
        let copying = SQL(
            verbatim: "INSERT INTO \(table) (\(names.joined(separator: ", "))) "
                + "SELECT \(values.joined(separator: ", ")) FROM \(Self.aside)\(table)")
        guard table == "versions" || table == "attributes" else {
            let count = try tx.run(copying)
            if Self.reportedTables.contains(table) { copied += Int64(count) }
            return report(copied)
        }
        for range in try SerialRanges(of: Self.aside + table, width: Self.rangeWidth).list(tx) {
            let condition: SQL = " WHERE serial >= \(range.lowerBound) AND serial < \(range.upperBound)"
            copied += Int64(try tx.run(copying + condition))
            report(copied)
        }
    }

    /// Columns that are not copied as they are.
    private static let expressions = [
        "available": "CAST(COALESCE(available, 1) AS INTEGER)",
        "is_snapshot": "COALESCE(is_snapshot, FALSE)",
        "mapfile": "NULLIF(mapfile, hash)",
    ]
}
