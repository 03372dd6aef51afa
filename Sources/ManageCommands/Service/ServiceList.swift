import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage service-list`
struct ServiceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-list", abstract: "List the services of the catalog.")

    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let services = list.asksForHelp ? [] : try await installation.open { try await $0.astakos.registry.list() }
        try list.print(services, columns: Self.columns, filters: Self.filters)
    }

    static let columns: [Column<RegisteredService>] = [
        Column("id", help: "Service ID") { "\($0.id)" },
        Column("name", help: "Service name") { $0.name },
        Column("component", help: "The component that serves it") { $0.component },
        Column("type", help: "What clients look for") { $0.type },
    ]

    static let filters: [FilterField<RegisteredService>] = [
        FilterField("id") { "\($0.id)" },
        FilterField("name") { $0.name },
        FilterField("component") { $0.component },
        FilterField("type") { $0.type },
    ]
}
