import Cyclades

/// A flavor with the number of servers that have it.
struct FlavorLine: Sendable {
    var flavor: Flavor
    var servers: Int

    static let columns: [Column<FlavorLine>] = [
        Column("id", help: "The id of the flavor") { "\($0.flavor.id)" },
        Column("name", help: "Its name, made of the rest") { $0.flavor.name },
        Column("cpu", help: "Processors") { "\($0.flavor.cpus)" },
        Column("ram", help: "Memory in MiB") { "\($0.flavor.memoryMiB)" },
        Column("disk", help: "Disk in GiB") { "\($0.flavor.diskGiB)" },
        Column("template", help: "How the backend keeps the disk") { $0.flavor.diskTemplate },
        Column("vms", help: "Servers that have it") { "\($0.servers)" },
        Column("deleted", help: "Whether new servers may not have it", isDefault: false) {
            CellText.of($0.flavor.isDeleted)
        },
    ]

    static let filters: [FilterField<FlavorLine>] = [
        FilterField("id") { "\($0.flavor.id)" },
        FilterField("cpu") { "\($0.flavor.cpus)" },
        FilterField("ram") { "\($0.flavor.memoryMiB)" },
        FilterField("disk") { "\($0.flavor.diskGiB)" },
        FilterField("disk_template") { $0.flavor.diskTemplate },
        FilterField("deleted") { CellText.of($0.flavor.isDeleted) },
    ]
}
