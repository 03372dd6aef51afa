import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage component-add`
struct ComponentAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component-add", abstract: "Register a component, and print the token it is to call with.")

    @Argument(help: "Name of the component.") var name: String
    @Argument(help: "URL of its user interface.") var url: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let (_, token) = try await installation.open { try await $0.astakos.components.add(name: name, url: url) }
        Console.print("Token: \(token)")
    }
}
