import SQLAccess

extension PithosMigrations {
    /// The original's tables, as they are in 0.14.2, for a database that has none.
    ///
    /// - Throws: `DatabaseError.schema` for a database of the original's: that is for `SchemaUpgrade`, which wants a backup
    ///   first and shows how long it takes.
    static let original = Migration(1, originalName) { tx in
        let state = try SchemaCatalog(tx: tx).state()
        guard case .empty = state else {
            throw DatabaseError.schema(
                message: "the object store's database is one of the original Synnefo (\(state)); "
                    + "look with `pithos-migrate upgrade head --dry-run` at what is to be done, then do it with "
                    + "`pithos-migrate upgrade head` (docs/operators/upgrade.md)")
        }
        try OriginalTables.create(tx)
        try tx.run("INSERT INTO nodes (node, parent, path) VALUES (0, 0, '')")
        try tx.run("INSERT INTO alembic_version (version_num) VALUES (\(OriginalRevision.newestOf014.id))")
    }

    static let originalName = "original-schema"
}
