import ArgumentParser
import Installation
import PithosBackend

/// `pithos-migrate initdb`
struct MigrateInitialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "initdb", abstract: "Make the tables of a new object store in an empty database.")

    @OptionGroup var options: MigrateOptions

    func run() async throws {
        try await options.open(isNew: true) { opened in
            Console.print("Making the tables of the object store in \(opened.place) …")
            let isNew = try await opened.schema.create()
            Console.print(isNew ? "Done: the database is at \(SchemaRevision.head.id)." : "They are there already.")
        }
    }
}
