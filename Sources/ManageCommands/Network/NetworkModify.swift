import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage network-modify`
struct NetworkModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network-modify", abstract: "Keep a network from giving out new addresses, or let it.")

    @Argument(help: "ID of the network.") var network: Int64
    @Option(help: "True: it gives out no new addresses; False: it does.") var drained: PythonBool
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open {
            try await $0.cyclades.networks.setDrained(drained.value, on: Network.ID(network))
        }
    }
}

/// `snf-manage network-remove`
struct NetworkRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network-remove", abstract: "Remove a network that no server is on.")

    @Argument(help: "ID of the network.") var network: Int64
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { try await $0.cyclades.networks.delete(Network.ID(network), owner: nil) }
        Console.print("Removing network \(network)")
    }
}
