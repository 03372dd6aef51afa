import ArgumentParser
import Installation
import PithosBackend

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
    @OptionGroup var script: ScriptOption
    @OptionGroup var checks: MigrateChecks
    @OptionGroup var options: MigrateOptions

    func run() async throws {
        try await options.open { opened in
            let plan = try await opened.schema.plan(to: revision)
            for line in PlanText(plan: plan, place: opened.place).lines { Console.print(line) }
            guard !plan.steps.isEmpty else { return }
            if checks.isDryRun { return try await checks.rehearse(plan.survey, to: plan.target, opened) }
            try await checks.check(plan.survey, to: plan.target, opened, options)
            try await UpgradeProgress.run(opened.schema, plan)
            Console.print("The database is at \(plan.target.id).")
        }
    }
}
