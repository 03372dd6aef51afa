import ArgumentParser
import Astakos
import Installation

/// `snf-manage resource-import`
struct ResourceImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource-import", abstract: "Register resources of services that are registered already.")

    @Option(help: "File with a JSON list of definitions; - for standard input.") var json: String?
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard let json else { throw CommandError("Expecting option --json.") }
        let definitions = try DefinitionFile.resources(try InputFile.text(json))
        let registered = try await installation.open { try await $0.astakos.resources.register(definitions) }
        for (name, isNew) in registered { Console.print("Resource '\(name)' \(isNew ? "added" : "updated").") }
    }
}
