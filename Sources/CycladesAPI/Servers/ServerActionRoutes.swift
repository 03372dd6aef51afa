import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Actions on servers (compute.md 2.6), their statistics (2.9) and their consoles (3.4).
struct ServerActionRoutes: Sendable {
    let servers: ServerService
    let console: ConsoleProxy
    let graphs: StatisticsGraphs

    func add(to router: inout APIRouter) {
        router.post("servers/{server_id:digits}/action", endings: [.json, .xml], act)
        router.get("servers/{server_id:digits}/stats", endings: [.json, .xml], showStatistics)
    }

    /// 202, or 200 `{"console": {…}}`; badRequest, forbidden, itemNotFound, buildInProgress, serviceUnavailable
    @Sendable func act(request: Request, context: APIContext) async throws -> Response {
        let body = try ServerActionBody(try await ComputeBody.read(request))
        let owner = try context.owner()
        let id: Cyclades.Server.ID = try context.parameters.id("server_id")
        switch try body.request(on: try await servers.find(id, owner: owner)) {
        case .begin(let action): try await servers.begin(action, on: id, owner: owner)
        case .firewall(let profile): try await servers.setFirewall(profile, of: id, owner: owner)
        case .console(let type):
            return answer(try await open(type, of: id, owner: owner), context)
        }
        return .empty(.accepted)
    }

    private func open(
        _ type: ServerActionBody.ConsoleType, of id: Cyclades.Server.ID, owner: UserID
    ) async throws -> ConsoleView {
        let endpoint = try await servers.console(of: id, owner: owner)
        switch type {
        case .vnc: return try await console.offerPort(to: endpoint)
        case .webSocket: return try console.offerWebSocket(to: endpoint)
        }
    }

    private func answer(_ view: ConsoleView, _ context: APIContext) -> Response {
        guard context.serialization == .xml else { return .json(wrapped: "console", view) }
        return .xml { $0.element("console", ComputeXML.root(view.attributes)) }
    }

    /// 200 `{"stats": {…}}`; itemNotFound
    @Sendable func showStatistics(request: Request, context: APIContext) async throws -> Response {
        let server = try await servers.find(context.parameters.id("server_id"), owner: context.owner())
        let view = graphs.view(of: server.id, named: servers.naming.instance(server.id).rawValue)
        guard context.serialization == .xml else { return .json(wrapped: "stats", view) }
        return .xml { $0.element("stats", ComputeXML.root(view.attributes)) }
    }
}
