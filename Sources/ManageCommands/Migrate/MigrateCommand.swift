public import ArgumentParser
import Installation
import Vocabulary

/// `pithos-migrate`, also `synnefo pithos-migrate`. Source: object-storage.md 4.14.
public struct MigrateCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "pithos-migrate", abstract: "Bring the database of the object store to another revision.",
        discussion: """
            Takes a database of Synnefo 0.14.0 to 0.21 over as it is, on PostgreSQL and SQLite, and brings one of ours to \
            the newest form. The revisions of the original keep their names; ours follow them.

            An upgrade in three steps: stop the services and back up; look with `pithos-migrate upgrade head --dry-run`, \
            then `pithos-migrate upgrade head --backup FILE`; start the services. docs/operators/upgrade.md has it all.
            """,
        version: Version.current,
        subcommands: [
            MigrateCurrent.self, MigrateHistory.self, MigrateBranches.self, MigrateUpgrade.self, MigrateDowngrade.self,
            MigrateStamp.self, MigrateInitialize.self,
        ])

    public init() {}
}

/// Which database a command works on.
struct MigrateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database, in place of the one in the settings.",
            discussion: "sqlite:PATH or postgresql://USER@HOST/NAME.", valueName: "address"))
    var database: String?

    @OptionGroup var installation: InstallationOptions

    /// Lends the database to a command.
    ///
    /// - Parameter isNew: an SQLite file that is missing is made.
    func open<Value: Sendable>(
        isNew: Bool = false, _ body: (PithosDatabase) async throws -> Value
    ) async throws -> Value {
        let opened = try PithosDatabase.open(try installation.settings(), address: database, isNew: isNew)
        do {
            let value = try await body(opened)
            await opened.close()
            return value
        } catch {
            await opened.close()
            throw error
        }
    }
}
