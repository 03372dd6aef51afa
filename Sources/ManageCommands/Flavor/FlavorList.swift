import ArgumentParser
import Cyclades
import Installation

/// `snf-manage flavor-list`
struct FlavorList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "flavor-list", abstract: "List flavors.")

    @Flag(name: .customLong("deleted"), help: "Deleted ones too.") var includesDeleted = false
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let lines = list.asksForHelp ? [] : try await installation.open { try await counted($0.cyclades) }
        try list.print(lines, columns: FlavorLine.columns, filters: FlavorLine.filters)
    }

    private func counted(_ services: CycladesServices) async throws -> [FlavorLine] {
        var counts: [Flavor.ID: Int] = [:]
        for server in try await services.servers.list(ServerFilter()) { counts[server.flavor, default: 0] += 1 }
        return try await services.flavors.list(includesDeleted: includesDeleted).map {
            FlavorLine(flavor: $0, servers: counts[$0.id] ?? 0)
        }
    }
}
