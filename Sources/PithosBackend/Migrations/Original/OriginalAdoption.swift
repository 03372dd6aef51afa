import SQLAccess

/// Takes the tables of the original over, at its revision 3b62b3f1bf6c or a later one: afterwards they are those that a
/// new database of ours has, whichever release made them and however often it altered them.
struct OriginalAdoption {
    let tx: Transaction
    let report: RowReport

    /// - Throws: `DatabaseError.schema` for an older revision.
    func run() throws {
        let revision = try OriginalRevision.current(tx)
        guard revision.number >= OriginalRevision.newestOf014.number else {
            throw DatabaseError.schema(
                message: "the database is at the original's revision \(revision); it has to be at "
                    + "\(OriginalRevision.newestOf014) to be taken over")
        }
        switch tx.dialect {
        case .postgres: try mend()
        case .sqlite:
            try Self.checkAttributes(tx)
            try SQLiteRebuild(tx: tx, report: report).run()
        }
        for index in OriginalTables.indexes { try index.create(tx) }
        try tx.run("INSERT INTO nodes (node, parent, path) VALUES (0, 0, '') ON CONFLICT (node) DO NOTHING")
        if tx.dialect == .sqlite { try checkReferences() }
    }

    /// Metadata of a version that is not there: to no object could it be given, which the new columns want.
    ///
    /// - Throws: `DatabaseError.schema` that says where.
    static func checkAttributes(_ tx: Transaction) throws {
        guard tx.dialect == .sqlite else { return }
        let row = try tx.first(
            """
            SELECT MIN(rowid), COUNT(*) FROM attributes
            WHERE NOT EXISTS (SELECT 1 FROM versions WHERE versions.serial = attributes.serial)
            """)
        guard let row, let first = try row.getOptional(0, as: Int64.self) else { return }
        throw dangling("attributes", "versions", first: first, count: try row.get(1))
    }

    private static func dangling(_ table: String, _ parent: String, first: Int64, count: Int64) -> DatabaseError {
        .schema(
            message:
                "\(count) rows of \(table) refer to rows of \(parent) that are not there, the first with rowid \(first). "
                + "Nothing was changed by this step; look at them with `sqlite3`, and delete them or put back what they "
                + "refer to")
    }

    /// The original's SQLite let rows refer to what is not there; PostgreSQL never did.
    ///
    /// - Throws: `DatabaseError.schema` that says where.
    private func checkReferences() throws {
        let row = try tx.first(
            """
            SELECT "table", parent, MIN(rowid), COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2
            """)
        guard let row else { return }
        throw Self.dangling(try row.get(0), try row.get(1), first: try row.get(2), count: try row.get(3))
    }

    /// On PostgreSQL everything can be altered where it is.
    private func mend() throws {
        // The original's service makes these two when it starts, its migrations do not.
        let catalog = SchemaCatalog(tx: tx)
        for table in OriginalTables.all where try !catalog.hasTable(table.name) { try tx.run(table.definition) }
        // Its migration made this index as a constraint.
        let isConstraint: Int? = try tx.value("SELECT COUNT(*) FROM pg_constraint WHERE conname = 'idx_public_url'")
        if isConstraint == 1 { try tx.run("ALTER TABLE public DROP CONSTRAINT idx_public_url") }
    }
}
