import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage resource-list`
struct ResourceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource-list", abstract: "List what is counted, and how much of it users may use.")

    @OptionGroup var units: UnitOptions
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let style = try units.style()
        let resources = list.asksForHelp ? [] : try await installation.open { try await $0.astakos.resources.list() }
        try list.print(resources, columns: Self.columns(style), filters: Self.filters)
    }

    static func columns(_ style: UnitStyle) -> [Column<Resource>] {
        [
            Column("id", help: "Resource ID") { "\($0.id)" },
            Column("name", help: "Resource name") { $0.name },
            Column("service type", help: "Type of the service that counts it", isDefault: false) { $0.serviceType },
            Column("service origin", help: "The service that counts it") { $0.serviceOrigin },
            Column("limit", help: "What a user may use of it by default") { style.text($0.limit, unit: $0.unit) },
            Column("description", help: "What it is") { $0.description },
            Column("allow_in_projects", help: "Whether projects may grant it", isDefault: false) {
                CellText.of($0.allowInProjects)
            },
        ]
    }

    static let filters: [FilterField<Resource>] = [
        FilterField("id") { "\($0.id)" },
        FilterField("name") { $0.name },
        FilterField("desc") { $0.description },
        FilterField("service_type") { $0.serviceType },
        FilterField("service_origin") { $0.serviceOrigin },
        FilterField("unit") { CellText.of($0.unit) },
        FilterField("uplimit") { "\($0.limit)" },
        FilterField("allow_in_projects") { CellText.of($0.allowInProjects) },
    ]
}
