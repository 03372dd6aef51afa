import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage term-remove`. Ours; the original had no such command.
struct TermRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "term-remove",
        abstract: "Take terms of use back. The ones before them are in force again, or none.")

    @Argument(help: "The id of the terms, as term-list shows it.") var id: Int64
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { try await $0.astakos.terms.remove(Terms.ID(id)) }
        Console.print("Removed term id \(id)")
    }
}
