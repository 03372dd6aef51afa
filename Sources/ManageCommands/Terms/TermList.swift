import ArgumentParser
import Astakos
import Installation

/// `snf-manage term-list`. Ours; the original had no such command.
struct TermList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "term-list", abstract: "List terms of use, the newest first: those are in force.")

    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let terms = list.asksForHelp ? [] : try await installation.open { try await $0.astakos.terms.list() }
        try list.print(terms, columns: Self.columns, filters: [FilterField("id") { "\($0.id)" }])
    }

    static let columns: [Column<Terms>] = [
        Column("id", help: "The id of the terms") { "\($0.id)" },
        Column("date", help: "When they were published") { CellText.of($0.published) },
        Column("location", help: "The HTML file with their text") { $0.location },
    ]
}
