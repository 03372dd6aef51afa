import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage service-import`
struct ServiceImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-import",
        abstract: "Register services and their resources, all or none. Their component must be registered.")

    @Option(help: "File with a JSON object of definitions by name; - for standard input.") var json: String?
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard let json else { throw CommandError("Expecting option --json.") }
        let definitions = try DefinitionFile.services(try InputFile.text(json))
        let registered = try await installation.open { try await $0.astakos.registry.register(definitions) }
        for service in registered {
            Console.print("Service '\(service.name)' \(service.isNew ? "added" : "updated").")
            for (name, isNew) in service.resources {
                Console.print("Resource '\(name)' \(isNew ? "added" : "updated").")
            }
        }
        let limitless = registered.flatMap(\.resources).filter(\.isNew).map(\.name)
        guard !limitless.isEmpty else { return }
        Console.print("Nobody may use new resources yet: set limits with snf-manage resource-modify.")
    }
}
