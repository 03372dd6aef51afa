import ArgumentParser
import Astakos
import Cyclades
import Installation
import Vocabulary

/// `snf-manage server-show`
struct ServerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server-show", abstract: "Show all about a server, its interfaces and its last job.")

    @Argument(help: "ID of the server.") var server: Int64
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { services in
            let detail = try await services.cyclades.servers.findDetail(Server.ID(server), owner: nil)
            let flavor = try await services.cyclades.flavors.find(detail.server.flavor)
            let owner = try await services.astakos.catalog.usernames(of: [detail.server.owner])[detail.server.owner]
            let details = ServerDetails(
                line: ServerLine(detail: detail, flavor: "\(flavor.id) (\(flavor.name))"), ownerName: owner,
                instance: services.cyclades.naming.instance(detail.server.id).rawValue)
            output.show(details, columns: ServerDetails.columns)
            output.table(detail.nics, columns: ServerDetails.nicColumns, title: "Interfaces")
        }
    }
}

/// A server in all detail.
struct ServerDetails: Sendable {
    var line: ServerLine
    var ownerName: String?
    var instance: String

    private var server: Server { line.server }

    static let columns: [Column<ServerDetails>] = [
        Column("id") { "\($0.server.id)" },
        Column("name") { $0.server.name },
        Column("owner_uuid") { $0.server.owner.rawValue },
        Column("owner_name") { CellText.of($0.ownerName) },
        Column("created") { CellText.of($0.server.created) },
        Column("updated") { CellText.of($0.server.updated) },
        Column("image") { $0.server.image.rawValue },
        Column("flavor") { $0.line.flavor },
        Column("deleted") { CellText.of($0.server.isDeleted) },
        Column("suspended") { $0.server.isSuspended ? "YES" : "NO" },
        Column("state") { $0.line.state },
        Column("action") { $0.server.task.rawValue },
        Column("instance") { $0.instance },
        Column("backend") { "\($0.server.backend)" },
        Column("backendjobid") { CellText.of($0.server.job.id) },
        Column("backendopcode") { CellText.of($0.server.job.opcode?.rawValue) },
        Column("backendjobstatus") { CellText.of($0.server.job.status?.rawValue) },
        Column("backendlogmsg") { CellText.of($0.server.job.log) },
        Column("backend_time") { CellText.of($0.server.reportedAt) },
        Column("port_forwards") { details in
            details.server.portForwards.map { "\($0.host):\($0.port) -> \($0.guest)" }.joined(separator: ", ")
        },
    ]

    static let nicColumns: [Column<NIC>] = [
        Column("nic") { $0.name },
        Column("network") { "\($0.network)" },
        Column("mac") { $0.mac },
        Column("ipv4") { CellText.of($0.ipv4) },
        Column("ipv6") { CellText.of($0.ipv6) },
        Column("firewall") { CellText.of($0.firewall?.rawValue) },
        Column("state") { $0.state.rawValue },
    ]
}
