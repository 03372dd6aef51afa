import Cyclades
import Installation
import Vocabulary

/// A server with what lists of servers show besides.
struct ServerLine: Sendable {
    var detail: ServerDetail
    var flavor: String

    var server: Server { detail.server }

    /// `STARTED`, or `BUILD(37%)` while it is made.
    var state: String {
        server.operState == .build ? "BUILD(\(server.buildPercentage)%)" : server.operState.rawValue
    }

    static func list(_ services: CycladesServices, _ filter: ServerFilter) async throws -> [ServerLine] {
        let flavors = try await services.flavors.list(includesDeleted: true)
        let names = Dictionary(uniqueKeysWithValues: flavors.map { ($0.id, $0.name) })
        return try await services.servers.listDetails(filter).map {
            ServerLine(detail: $0, flavor: names[$0.server.flavor] ?? "\($0.server.flavor)")
        }
    }

    static let columns: [Column<ServerLine>] = [
        Column("id", help: "The id of the server") { "\($0.server.id)" },
        Column("name", help: "The name its owner gave it") { $0.server.name },
        Column("user.uuid", help: "The uuid of its owner") { $0.server.owner.rawValue },
        Column("state", help: "What it is doing") { $0.state },
        Column("flavor", help: "Its size") { $0.flavor },
        Column("image.id", help: "The image it was made from") { $0.server.image.rawValue },
        Column("backend", help: "The id of the backend it lives at") { "\($0.server.backend)" },
        Column("ip", help: "Its addresses", isDefault: false) { line in
            line.detail.nics.compactMap(\.ipv4).joined(separator: ", ")
        },
        Column("created", help: "When it was asked for", isDefault: false) { CellText.of($0.server.created) },
        Column("deleted", help: "Whether it is gone", isDefault: false) { CellText.of($0.server.isDeleted) },
        Column("suspended", help: "Whether its owner may only look at it", isDefault: false) {
            CellText.of($0.server.isSuspended)
        },
    ]

    /// Named as the original's columns of the database.
    static let filters: [FilterField<ServerLine>] = [
        FilterField("id") { "\($0.server.id)" },
        FilterField("name") { $0.server.name },
        FilterField("userid") { $0.server.owner.rawValue },
        FilterField("imageid") { $0.server.image.rawValue },
        FilterField("operstate") { $0.server.operState.rawValue },
        FilterField("action") { $0.server.task.rawValue },
        FilterField("deleted") { CellText.of($0.server.isDeleted) },
        FilterField("suspended") { CellText.of($0.server.isSuspended) },
        FilterField("backend") { "\($0.server.backend)" },
    ]
}
