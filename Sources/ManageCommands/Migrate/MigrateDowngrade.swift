import ArgumentParser
import Installation
import PithosBackend

/// `pithos-migrate downgrade`
struct MigrateDowngrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "downgrade",
        abstract: "Give a database of ours back to Synnefo 0.14, with all that was written since.",
        discussion: """
            Restoring the backup is the other way back; it loses what was written after the backup. Blocks and maps need \
            nothing in either case: they are the original's.
            """)

    // All that the parser does not know: else it would take -1, as the original's has it, for an option.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "3b62b3f1bf6c for Synnefo 0.14.2, 4c8ccdc58192 for 0.14.0 and 0.14.1.", valueName: "revision"))
    var words: [String]
    @OptionGroup var script: ScriptOption
    @OptionGroup var checks: MigrateChecks
    @OptionGroup var options: MigrateOptions

    private var revision: String { words.first ?? "" }

    func validate() throws {
        if let option = words.first(where: { $0.hasPrefix("-") && Int($0) == nil }) {
            throw ValidationError("Unknown option '\(option)'")
        }
        guard words.count == 1 else { throw ValidationError("Name one revision; \(words.count) are named.") }
    }

    func run() async throws {
        try await options.open { opened in
            guard try await !opened.schema.isBack(at: revision) else {
                return Console.print("The database is at \(revision) already.")
            }
            let (survey, target, losses) = try await opened.schema.planDowngrade(to: revision)
            for line in PlanText.facts(survey, target: target, place: opened.place) { Console.print(line) }
            Console.print("\nTables, columns and indexes of ours will be dropped, in one transaction.")
            let lines = losses.lines
            Console.print(
                lines.isEmpty ? "Nothing that is stored gets lost by it." : "With them goes what 0.14 has no place for:"
            )
            for line in lines { Console.print("    " + line) }
            if checks.isDryRun { return try await checks.rehearse(survey, to: target, opened) }
            try await checks.check(survey, to: target, opened, options)
            try await Progress.show { progress in
                progress.begin(target.id)
                try await opened.schema.downgrade(to: target)
            }
            Console.print("The database is at \(target.id), as Synnefo \(target.release) has it.")
        }
    }
}
