import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage component-modify`
struct ComponentModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component-modify", abstract: "Change a component's URL or token, or remove its services.")

    @Argument(help: "ID or name of the component.") var component: String
    @Option(help: "New URL of its user interface.") var url: String?
    @Option(name: .customLong("auth-token"), help: "New token, as given.") var token: String?
    @Flag(name: .customLong("renew-token"), help: "Make a new token and print it.") var renewsToken = false
    @Flag(name: .customLong("purge-services"), help: "Remove all its services.") var purgesServices = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard url != nil || token != nil || renewsToken || purgesServices else {
            throw CommandError("No option specified.")
        }
        guard token == nil || !renewsToken else { throw CommandError("Give --auth-token or --renew-token, not both.") }
        try await installation.open { services in
            let components = services.astakos.components
            let id = try await components.find(component).id
            if let url { try await components.setURL(url, of: id) }
            if let token { try await components.renewToken(of: id, to: token) }
            if renewsToken { Console.print("Component's new token: \(try await components.renewToken(of: id))") }
            if purgesServices { try await components.purgeServices(of: id) }
        }
    }
}
