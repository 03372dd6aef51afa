import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage network-inspect`
struct NetworkInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network-inspect", abstract: "Show all about a network and the interfaces on it.")

    @Argument(help: "ID of the network.") var network: Int64
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { services in
            let detail = try await services.cyclades.networks.findDetail(Network.ID(network), visibleTo: nil)
            output.show(NetworkLine(detail: detail), columns: NetworkLine.columns)
            output.table(detail.nics, columns: ServerDetails.nicColumns, title: "Interfaces")
        }
    }
}
