import SQLAccess

extension SchemaUpgrade {
    /// Makes the tables of a new store; what is there already stays as it is. True when it made them.
    ///
    /// - Throws: `SchemaUpgradeError` for a database of the original's.
    public func create() async throws -> Bool {
        switch try await survey().state {
        case .empty:
            try await database.migrate(PithosMigrations.all)
            return true
        case .ours:
            return false
        case .original, .unversioned:
            throw SchemaUpgradeError(
                "The database has tables of the original Synnefo; `pithos-migrate upgrade head --dry-run` tells what can be "
                    + "done with them.")
        }
    }

    /// Records a revision of the original's without touching a table, for a database that does not tell its own.
    ///
    /// - Parameter force: also when the tables have other columns than the revision.
    /// - Throws: `SchemaUpgradeError`.
    public func stamp(_ target: String, force: Bool = false) async throws -> SchemaRevision {
        let survey = try await survey()
        let revision = try SchemaRevision.find(target, from: survey.revision)
        switch survey.state {
        case .empty:
            throw SchemaUpgradeError("The database has no tables; `pithos-migrate initdb` makes them.")
        case .ours:
            guard revision == survey.revision else {
                throw SchemaUpgradeError(
                    "The database is at \(survey.state) of our own schema, which is recorded step by step; `pithos-migrate "
                        + "upgrade head` goes on from there.")
            }
            return revision
        case .original, .unversioned:
            break
        }
        guard revision.migration == nil, let original = OriginalRevision.find(revision.id) else {
            throw SchemaUpgradeError(
                "Only a revision of the original's can be recorded for its tables; `pithos-migrate upgrade head` makes "
                    + "them ours.")
        }
        try await database.write { tx in
            let likely = try SchemaCatalog(tx: tx).guess()
            guard force || original.columnsSince == likely.columnsSince else {
                throw SchemaUpgradeError(
                    "The tables look like \(likely), not like \(original). If you know better, say --force.")
            }
            try tx.run("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
            try original.record(tx)
        }
        return revision
    }
}

extension OriginalRevision {
    /// The number of the revision that last changed columns: those in between cannot be told apart by them.
    fileprivate var columnsSince: Int {
        switch number {
        case 20: 20
        case 13...: 13
        case 12: 12
        case 8...: 8
        case 6...: 6
        default: 1
        }
    }
}
