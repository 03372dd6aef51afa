import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage component-remove`
struct ComponentRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component-remove", abstract: "Remove a component and its services.")

    @Argument(help: "ID or name of the component.") var component: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { services in
            try await services.astakos.components.remove(try await services.astakos.components.find(component).id)
        }
    }
}
