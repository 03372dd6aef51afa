import Cyclades
import Installation
import VMBackends
import Vocabulary

/// One machine as `synnefo status` shows it.
struct MachineStatus: Sendable {
    var server: Server
    var isRunning: Bool
    var portForwards: [PortForward]

    /// Those that are not deleted, by id.
    static func list(_ services: Services) async throws -> [MachineStatus] {
        let reports = Dictionary(
            try await services.backend.instances().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return try await services.cyclades.servers.list(ServerFilter()).map { server in
            let report = reports[services.cyclades.naming.instance(server.id)]
            return MachineStatus(
                server: server, isRunning: report?.isRunning ?? false, portForwards: report?.portForwards ?? [])
        }
    }

    static let columns: [Column<MachineStatus>] = [
        Column("id") { "\($0.server.id)" },
        Column("name") { $0.server.name },
        Column("status") { $0.server.status.rawValue },
        Column("process") { $0.isRunning ? "running" : "none" },
        Column("ports") { machine in
            machine.portForwards.map { "\($0.guest) at \($0.host):\($0.port)" }.joined(separator: ", ")
        },
    ]
}
