import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-migrate upgrade`
struct MigrateUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Bring the database to a later revision.",
        discussion: """
            First looks at what is there and shows what will be done. A database that holds something needs a backup, \
            made after the services were stopped: name it in --backup, or say --no-backup when you have one elsewhere.

            May be interrupted at any moment, even by a loss of power: run again, it goes on. While it runs nothing else may \
            use the database.
            """)

    @Argument(help: "head, the id of a revision or its beginning, or +1 for the next.") var revision = "head"
    @Flag(name: .customLong("dry-run"), help: "Only show what would be done and how long it would take.")
    var isDryRun = false
    @Option(help: ArgumentHelp("The backup of the database: a file, or a folder of pg_dump.", valueName: "file"))
    var backup: String?
    @Flag(name: .customLong("no-backup"), help: "Go on without a look at a backup.") var skipsBackup = false
    @Option(
        name: .customLong("backup-age"),
        help: ArgumentHelp("How many hours old the backup may be.", valueName: "hours"))
    var backupHours = 24
    @Flag(help: "Go on though somebody is connected to the database, or room is short.") var force = false
    @OptionGroup var options: MigrateOptions

    func run() async throws {
        let settings = try options.installation.settings()
        try await options.open { opened in
            let upgrade = opened.schema
            let plan = try await upgrade.plan(to: revision)
            for line in PlanText(plan: plan, place: opened.place).lines { Console.print(line) }
            guard !plan.steps.isEmpty else { return }
            guard !isDryRun else {
                Console.print("Nothing was changed.")
                if plan.survey.holdsData { Console.print(backupAdvice(opened)) }
                return
            }
            try checkAlone(plan.survey, settings)
            try checkRoom(plan.survey, opened)
            try checkBackup(plan.survey, opened)
            try await UpgradeProgress.run(upgrade, plan)
            Console.print("The database is at \(plan.target.id).")
        }
    }

    private func checkAlone(_ survey: SchemaSurvey, _ settings: InstalledSettings) throws {
        guard !force else { return }
        if options.database == nil, let process = RunLock.holder(of: settings.data) {
            throw CommandError("The cloud is running (process \(process)). Stop it with `synnefo down` first.")
        }
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
                "The upgrade needs up to \(ByteSize.format(needed)) beside the database, and \(ByteSize.format(free)) are "
                    + "free there. Make room; --force goes on all the same.")
        }
    }

    private func checkBackup(_ survey: SchemaSurvey, _ opened: PithosDatabase) throws {
        guard survey.holdsData, !skipsBackup else { return }
        guard let backup else {
            throw CommandError("Nothing was changed: no backup was named. " + backupAdvice(opened))
        }
        let file = try BackupFile(backup)
        try opened.schema.check(file, against: survey, now: .now(), age: .seconds(3600 * backupHours))
        let note = file.kind == .compressed ? "; what is in it was not looked at" : ""
        Console.print("Backup: \(backup), \(ByteSize.format(file.sizeBytes)), of \(file.modified.plainUTC) UTC\(note).")
    }

    private func backupAdvice(_ opened: PithosDatabase) -> String {
        """
        With the services stopped make one, for instance with
            \(opened.backupCommand)
        and name it in --backup; --no-backup goes on without.
        """
    }
}
