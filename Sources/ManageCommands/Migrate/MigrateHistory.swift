import ArgumentParser
import PithosBackend
import Vocabulary

/// `pithos-migrate history`
struct MigrateHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List all revisions, newest first; needs no database.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        output.list(SchemaRevision.all.reversed(), columns: Self.columns)
    }

    static let columns: [Column<SchemaRevision>] = [
        Column("revision") { $0.id },
        Column("since") { $0.release.isEmpty ? "ours" : $0.release },
        Column("what") { $0.summary + ($0 == .head ? " (head)" : "") },
    ]
}
