import Cyclades
import Vocabulary

/// A network with the interfaces on it.
struct NetworkLine: Sendable {
    var detail: NetworkDetail

    var network: Network { detail.network }

    static let columns: [Column<NetworkLine>] = [
        Column("id", help: "The id of the network") { "\($0.network.id)" },
        Column("name", help: "Its name") { $0.network.name },
        Column("user.uuid", help: "The uuid of its owner") { CellText.of($0.network.owner?.rawValue) },
        Column("state", help: "What it is doing") { $0.network.state.rawValue },
        Column("public", help: "Whether all users share it") { CellText.of($0.network.isPublic) },
        Column("subnet.ipv4", help: "Its IPv4 addresses") { $0.network.cidr },
        Column("gateway.ipv4", help: "Its IPv4 gateway") { CellText.of($0.network.gateway) },
        Column("link", help: "Bridge or routing table on the nodes") { $0.network.link },
        Column("mac_prefix", help: "What its MAC addresses begin with") { $0.network.macPrefix },
        Column("dhcp", help: "Whether it gives out addresses") { CellText.of($0.network.hasDHCP) },
        Column("drained", help: "Whether it gives out no new addresses") { CellText.of($0.network.isDrained) },
        Column("flavor", help: "Its type", isDefault: false) { $0.network.type.rawValue },
        Column("subnet.ipv6", help: "Its IPv6 addresses", isDefault: false) { CellText.of($0.network.cidr6) },
        Column("gateway.ipv6", help: "Its IPv6 gateway", isDefault: false) { CellText.of($0.network.gateway6) },
        Column("mode", help: "bridged or routed", isDefault: false) { $0.network.type.mode },
        Column("created", help: "When it was made", isDefault: false) { CellText.of($0.network.created) },
        Column("updated", help: "When it last changed", isDefault: false) { CellText.of($0.network.updated) },
        Column("deleted", help: "Whether it is gone", isDefault: false) { CellText.of($0.network.isDeleted) },
        Column("vms", help: "Servers on it", isDefault: false) { line in
            Set(line.detail.nics.map(\.server)).sorted().map { "\($0)" }.joined(separator: ", ")
        },
    ]

    static let filters: [FilterField<NetworkLine>] = [
        FilterField("id") { "\($0.network.id)" },
        FilterField("name") { $0.network.name },
        FilterField("userid") { CellText.of($0.network.owner?.rawValue) },
        FilterField("state") { $0.network.state.rawValue },
        FilterField("flavor") { $0.network.type.rawValue },
        FilterField("public") { CellText.of($0.network.isPublic) },
        FilterField("drained") { CellText.of($0.network.isDrained) },
        FilterField("deleted") { CellText.of($0.network.isDeleted) },
    ]
}
