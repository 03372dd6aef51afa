import ArgumentParser
import Installation
import PithosBackend

/// `pithos-migrate current`
struct MigrateCurrent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "current", abstract: "Tell which revision the database is at.")

    @OptionGroup var options: MigrateOptions

    func run() async throws {
        try await options.open { opened in
            let survey = try await opened.schema.survey()
            Console.print(Self.text(survey.state))
        }
    }

    /// Begins with the revision's id, where there is one.
    static func text(_ state: SchemaState) -> String {
        switch state {
        case .empty:
            return "The database has no tables; `pithos-migrate initdb` makes them."
        case .unversioned(let likely):
            return "No revision is recorded; the tables look like \(likely.id), of \(likely.release)."
        case .original(let revision):
            return "\(revision.id) (of Synnefo \(revision.release)); `pithos-migrate upgrade head` makes it ours"
        case .ours:
            let isHead = SchemaRevision.head.id == "\(state)"
            return
                "\(state)\(isHead ? " (head)" : ""), which corresponds to \(OriginalRevision.newest.id) of the original"
        }
    }
}
