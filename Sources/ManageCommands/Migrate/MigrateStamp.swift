import ArgumentParser
import Installation
import PithosBackend

/// `pithos-migrate stamp`
struct MigrateStamp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stamp", abstract: "Record a revision of the original's without changing any table.",
        discussion: """
            For a database whose tables were made by the original's service at its first start: it has no record of its \
            revision. Look with `pithos-migrate current` at what the tables look like.
            """)

    @Argument(help: "The id of a revision or its beginning.") var revision: String
    @Flag(help: "Also when the tables look like another revision.") var force = false
    @Flag(name: .customLong("dry-run"), help: "Only tell what is recorded now.") var isDryRun = false
    @OptionGroup var options: MigrateOptions

    func run() async throws {
        try await options.open { opened in
            let upgrade = opened.schema
            if isDryRun {
                Console.print(MigrateCurrent.text(try await upgrade.survey().state))
                Console.print("Nothing was changed.")
            } else {
                let recorded = try await upgrade.stamp(revision, force: force)
                Console.print("Recorded \(recorded.id).")
            }
        }
    }
}
