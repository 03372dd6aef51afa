import SQLAccess
public import Vocabulary

extension SchemaUpgrade {
    /// Judges a backup by its time and by what is in it, which must be what the database has.
    ///
    /// A database that an upgrade left half-way is content with the backup from before, as nothing was written since.
    ///
    /// - Parameters:
    ///   - target: where the database shall go.
    ///   - age: how old it may be.
    /// - Throws: `SchemaUpgradeError` that says what is wrong with it.
    public func check(
        _ backup: BackupFile, against survey: SchemaSurvey, to target: SchemaRevision, now: Timestamp, age: Duration
    ) async throws {
        let (file, tables) = try await database.read { tx in
            let catalog = SchemaCatalog(tx: tx)
            var file: String?
            if tx.dialect == .sqlite {
                file = try tx.value("SELECT file FROM pragma_database_list WHERE name = 'main'")
            }
            return (file, try OriginalTables.all.map(\.name).filter { try catalog.hasTable($0) })
        }
        if let file, BackupFile.Identity(file) == backup.identity {
            throw SchemaUpgradeError("\(backup.path) is the database itself and no backup of it. Make one.")
        }
        try backup.check(against: survey, dialect: database.dialect, now: now, age: age)
        guard let contents = try await contents(of: backup) else { return }
        if let complaint = contents.complaint(survey, tables: tables, target: target) {
            throw SchemaUpgradeError("\(backup.path) \(complaint)")
        }
    }

    /// Nil where only its wholeness could be looked at.
    private func contents(of backup: BackupFile) async throws -> BackupContents? {
        switch backup.kind {
        case .sqlite:
            do {
                return try await database.read { try SQLiteBackup(tx: $0, path: backup.path).contents() }
            } catch let error as DatabaseError {
                throw SchemaUpgradeError("\(backup.path) is damaged or cannot be read: \(error)")
            }
        case .postgresArchive, .postgresText:
            return try PostgresDump(file: backup).contents()
        case .compressed:
            guard let program = backup.compressor else {
                throw SchemaUpgradeError("\(backup.path) is compressed in a way that is not known here. Unpack it.")
            }
            return try CompressedBackup(file: backup, program: program).contents(database.dialect)
        case .unknown:
            return nil
        }
    }
}
