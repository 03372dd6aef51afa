import ArgumentParser
import Cyclades
import Installation

/// `snf-manage network-list`
struct NetworkList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "network-list", abstract: "List networks.")

    @Flag(name: .customLong("public"), help: "Only public ones.") var onlyPublic = false
    @Flag(name: .customLong("deleted"), help: "Deleted ones too.") var includesDeleted = false
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let filter = NetworkFilter(includesDeleted: includesDeleted)
        let lines =
            list.asksForHelp
            ? []
            : try await installation.open { try await $0.cyclades.networks.listDetails(filter).map(NetworkLine.init) }
        try list.print(
            lines.filter { !onlyPublic || $0.network.isPublic }, columns: NetworkLine.columns,
            filters: NetworkLine.filters)
    }
}
