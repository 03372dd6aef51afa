import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// What is asked before a database that holds something is changed, and how to answer.
struct MigrateChecks: ParsableArguments {
    @Flag(
        name: .customLong("dry-run"),
        help: "Only show what would be done and how long it would take; a backup that is named is looked at.")
    var isDryRun = false
    @Option(help: ArgumentHelp("The backup of the database: a file, or a folder of pg_dump.", valueName: "file"))
    var backup: String?
    @Flag(name: .customLong("no-backup"), help: "Go on without a look at a backup.") var skipsBackup = false
    @Option(
        name: .customLong("backup-age"),
        help: ArgumentHelp("How many hours old the backup may be.", valueName: "hours"))
    var backupHours = 24
    @Flag(help: "Go on though somebody is connected to the database, or room is short.") var force = false

    /// - Throws: `CommandError` and `SchemaUpgradeError` that say what is missing and how to get it.
    func check(
        _ survey: SchemaSurvey, to target: SchemaRevision, _ opened: PithosDatabase, _ options: MigrateOptions
    ) async throws {
        try checkAlone(survey, options)
        try checkRoom(survey, opened)
        try await checkBackup(survey, target, opened)
    }

    /// Ends a dry run: with a look at the backup, or what to do about one.
    ///
    /// - Throws: as `check`, of a backup that is named and would be refused.
    func rehearse(_ survey: SchemaSurvey, to target: SchemaRevision, _ opened: PithosDatabase) async throws {
        Console.print("Nothing was changed.")
        guard survey.holdsData, !skipsBackup else { return }
        if backup == nil { return Console.print(Self.advice(opened)) }
        try await checkBackup(survey, target, opened)
    }

    private func checkAlone(_ survey: SchemaSurvey, _ options: MigrateOptions) throws {
        guard !force else { return }
        let data = try options.installation.settings().data
        if options.database == nil, let process = RunLock.holder(of: data) {
            throw CommandError("The cloud is running (process \(process)). Stop it with `synnefo down` first.")
        }
        if let advice = survey.adviceToWait { throw CommandError(advice) }
        guard survey.otherSessions.isEmpty else {
            throw CommandError(
                "Others are connected to the database: \(survey.otherSessions.joined(separator: "; ")). Stop the services "
                    + "first; --force goes on all the same.")
        }
    }

    /// SQLite's tables are copied, and the copy is in its log too before it is in the file.
    private func checkRoom(_ survey: SchemaSurvey, _ opened: PithosDatabase) throws {
        guard !force, let free = opened.freeBytes, survey.holdsData else { return }
        let needed = 2 * survey.sizeBytes
        guard free >= needed else {
            throw CommandError(
                "It needs up to \(ByteSize.format(needed)) beside the database, and \(ByteSize.format(free)) are free there. "
                    + "Make room; --force goes on all the same.")
        }
    }

    private func checkBackup(_ survey: SchemaSurvey, _ target: SchemaRevision, _ opened: PithosDatabase) async throws {
        guard survey.holdsData, !skipsBackup else { return }
        guard let backup else {
            throw CommandError("Nothing was changed: no backup was named. " + Self.advice(opened))
        }
        let file = try BackupFile(backup)
        Console.print("Reading the backup …")
        let hours = max(0, min(backupHours, Self.longestHours))
        try await opened.schema.check(file, against: survey, to: target, now: .now(), age: .seconds(3600 * hours))
        Console.print("Backup: \(backup), \(ByteSize.format(file.sizeBytes)), of \(file.modified.plainUTC) UTC.")
    }

    /// A hundred years: more cannot be reckoned with.
    private static let longestHours = 876_000

    private static func advice(_ opened: PithosDatabase) -> String {
        """
        With the services stopped make one, for instance with
            \(opened.backupCommand)
        and name it in --backup; --no-backup goes on without.
        """
    }
}
