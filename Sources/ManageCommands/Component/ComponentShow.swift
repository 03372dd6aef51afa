import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage component-show`
struct ComponentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component-show", abstract: "Show a component, the token it calls with, and its services.")

    @Argument(help: "ID or name of the component.") var component: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { services in
            let found = try await services.astakos.components.find(component)
            let token = try await services.astakos.components.tokens()[found.id] ?? ""
            output.show(ComponentLine(component: found, token: token), columns: ComponentLine.columns)
            let served = try await services.astakos.registry.list().filter { $0.component == found.name }
            output.table(served, columns: ServiceList.columns, title: "Services")
        }
    }
}
