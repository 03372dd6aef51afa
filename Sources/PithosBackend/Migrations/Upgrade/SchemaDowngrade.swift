import SQLAccess
import Vocabulary

/// Gives a database of ours back to Synnefo 0.14, with all that was written since it was taken over.
///
/// All in one transaction. What ours added goes: its tables, columns and indexes, by what the original's tables have and
/// not by a list of steps, so that no later migration of ours is forgotten.
struct SchemaDowngrade {
    let tx: Transaction
    /// 4c8ccdc58192 or 3b62b3f1bf6c.
    let target: OriginalRevision

    /// - Throws: `SchemaUpgradeError` when something was stored that 0.14 cannot have.
    func run() throws {
        try checkContents()
        try PlanktonProperties.join(tx)
        try tx.run("DELETE FROM policy WHERE key = 'project'")
        try DowngradeLosses.removeContainerGrants(tx)
        let tables = Set(OriginalTables.all.map(\.name))
        let catalog = SchemaCatalog(tx: tx)
        for table in try catalog.tables() where !tables.contains(table) {
            try tx.run(SQL(verbatim: "DROP TABLE \(table)"))
        }
        let indexes = Set(keptIndexes.map(\.name))
        for index in try catalog.indexes() where !indexes.contains(index) {
            try tx.run(SQL(verbatim: "DROP INDEX \(index)"))
        }
        for table in OriginalTables.all {
            for column in try catalog.columns(of: table.name).keys.sorted() where !kept(of: table).contains(column) {
                try tx.run(SQL(verbatim: "ALTER TABLE \(table.name) DROP COLUMN \(column)"))
            }
        }
        try target.record(tx)
    }

    private var isBefore0142: Bool { target.number < OriginalRevision.newestOf014.number }

    private var keptIndexes: [OriginalIndex] {
        OriginalTables.indexes.filter { !isBefore0142 || $0.name != "idx_attributes_serial_node" }
    }

    private func kept(of table: OriginalTables.Table) -> Set<String> {
        isBefore0142 && table.name == "attributes" ? table.columns.subtracting(["node", "is_latest"]) : table.columns
    }

    private func checkContents() throws {
        let foreign: Int64? = try tx.value("SELECT COUNT(*) FROM versions WHERE is_snapshot OR mapfile IS NOT NULL")
        guard foreign == 0 else {
            throw SchemaUpgradeError(
                "\(foreign ?? 0) versions are snapshots or have maps of a later release, which Synnefo 0.14 cannot read."
            )
        }
        try checkLargeObjects()
        try checkUsage()
    }

    /// A count that is to be mended is mended by us alone.
    private func checkUsage() throws {
        guard try SchemaCatalog(tx: tx).hasTable("accounts_ahead") else { return }
        let uncounted = try tx.accountsAhead.list().count
        guard uncounted == 0 else {
            throw SchemaUpgradeError(
                "The cloud was not stopped in order, and the usage of \(uncounted) accounts is to be counted anew: start it and "
                    + "stop it once."
            )
        }
    }

    /// Static large objects that have all of their content themselves are objects like any other without their manifest.
    private func checkLargeObjects() throws {
        guard try SchemaCatalog(tx: tx).hasTable("system_metadata") else { return }
        let found: [(path: String, facts: String, size: Int64)] = try tx.all(
            """
            SELECT n.path, s.value, v.size FROM system_metadata s
            JOIN versions v ON v.serial = s.serial JOIN nodes n ON n.node = v.node
            WHERE s.key = \(SystemMetadata.Key.manifestFacts.rawValue) ORDER BY n.path, v.serial
            """
        ) { (try $0.get(0), try $0.get(1), try $0.get(2)) }
        let foreign = found.filter { ManifestFacts($0.facts)?.size != $0.size }
        guard foreign.isEmpty else {
            throw SchemaUpgradeError(
                "\(foreign.count) versions are put together from other objects, which Synnefo 0.14 cannot read; the first is "
                    + "of \(foreign[0].path).")
        }
    }
}

extension SchemaUpgrade {
    /// Whether the database is at the revision of the original's that `target` names: a downgrade was killed after the last
    /// that it had to do, and is run again.
    ///
    /// - Throws: `SchemaUpgradeError` for a revision that is none.
    public func isBack(at target: String) async throws -> Bool {
        let survey = try await survey()
        guard case .original(let revision) = survey.state else { return false }
        return try SchemaRevision.find(target, from: survey.revision).id == revision.id
    }

    /// What going back finds; changes nothing.
    ///
    /// - Parameter target: 3b62b3f1bf6c or 4c8ccdc58192, or its beginning.
    /// - Throws: `SchemaUpgradeError` for any other, and for a database that is not ours.
    public func planDowngrade(
        to target: String
    ) async throws -> (survey: SchemaSurvey, target: SchemaRevision, losses: DowngradeLosses) {
        let survey = try await survey()
        let revision = try SchemaRevision.find(target, from: survey.revision)
        guard case .ours = survey.state else {
            throw SchemaUpgradeError(
                "The database is not ours (\(survey.state)); the original's own pithos-migrate takes it to an older revision."
            )
        }
        guard [OriginalRevision.oldest.id, OriginalRevision.newestOf014.id].contains(revision.id) else {
            throw SchemaUpgradeError(
                "The way back leads to Synnefo 0.14: \(OriginalRevision.newestOf014.id), or \(OriginalRevision.oldest.id) for "
                    + "0.14.0 and 0.14.1. To go anywhere else, restore the backup (docs/operators/upgrade.md).")
        }
        return (survey, revision, try await database.read { try DowngradeLosses($0) })
    }

    /// Gives the database back to Synnefo 0.14.
    ///
    /// - Throws: `SchemaUpgradeError`; nothing has changed then.
    public func downgrade(to target: SchemaRevision) async throws {
        guard let original = OriginalRevision.find(target.id) else {
            throw SchemaUpgradeError("\(target.id) is no revision of the original's.")
        }
        try await database.write { tx in
            try tx.lockSchema()
            guard case .ours = try SchemaCatalog(tx: tx).state() else {
                throw SchemaUpgradeError("The database is no longer ours: another process changes its schema too.")
            }
            try SchemaDowngrade(tx: tx, target: original).run()
        }
    }
}
