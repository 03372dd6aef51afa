import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Networks (compute.md 2.12).
struct NetworkRoutes: Sendable {
    let networks: NetworkService
    let links: CycladesLinks
    let pollLimitSeconds: Int

    func add(to router: inout APIRouter) {
        router.get("networks", endings: [.slash, .json, .xml]) { try await list($0, $1, isDetailed: false) }
        router.post("networks", endings: [.slash, .json, .xml], create)
        router.get("networks/detail", endings: [.json, .xml]) { try await list($0, $1, isDetailed: true) }
        router.get("networks/{network_id:word}", endings: [.json, .xml], show)
        router.put("networks/{network_id:word}", endings: [.json, .xml], rename)
        router.delete("networks/{network_id:word}", endings: [.json, .xml], delete)
        router.post("networks/{network_id:word}/action", endings: [.json, .xml], act)
    }

    /// The network of the path.
    ///
    /// - Throws: itemNotFound for what is no number.
    static func networkID(_ context: APIContext) throws -> Network.ID {
        guard let id: Network.ID = try? context.parameters.id("network_id") else {
            throw Fault(.itemNotFound, "Network not found.")
        }
        return id
    }

    /// 200 `{"networks": […]}`, or 304 when nothing has changed
    func list(_ request: Request, _ context: APIContext, isDetailed: Bool) async throws -> Response {
        let since = try ChangesSince.read(context, limitSeconds: pollLimitSeconds)
        let filter = NetworkFilter(visibleTo: try context.owner(), changedSince: since)
        let networks = try await networks.listDetails(filter)
        if since != nil, networks.isEmpty { return .empty(.notModified) }
        guard context.serialization == .xml else {
            return .json(wrapped: "networks", networks.map { NetworkView($0, links, isDetailed: isDetailed) })
        }
        return .xml { xml in
            xml.element("networks", ComputeXML.root()) { xml in
                for network in networks {
                    xml.element("network", NetworkView.attributes(network.network, isDetailed: isDetailed))
                }
            }
        }
    }

    /// 202 `{"network": {…}}`; badRequest, forbidden, overLimit, serviceUnavailable
    @Sendable func create(request: Request, context: APIContext) async throws -> Response {
        let body = try NetworkBody(try await ComputeBody.read(request))
        let network = try await networks.create(body.draft, by: try context.owner())
        let detail = try await networks.findDetail(network.id, visibleTo: try context.owner())
        return answer(detail, status: .accepted, context)
    }

    /// 200 `{"network": {…}}`, also of a deleted one; itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let detail = try await networks.findDetail(Self.networkID(context), visibleTo: context.owner())
        return answer(detail, status: .ok, context)
    }

    /// 204; badRequest, forbidden, itemNotFound
    @Sendable func rename(request: Request, context: APIContext) async throws -> Response {
        guard let name = try await ComputeBody.read(request)["network"]?["name"]?.stringValue else {
            throw Fault(.badRequest, "Malformed request.")
        }
        try await networks.rename(Self.networkID(context), to: name, owner: context.owner())
        return .empty(.noContent)
    }

    /// 204; badRequest, forbidden, itemNotFound, networkInUse
    @Sendable func delete(request: Request, context: APIContext) async throws -> Response {
        try await networks.delete(Self.networkID(context), owner: context.owner())
        return .empty(.noContent)
    }

    /// 202; badRequest, forbidden, itemNotFound, buildInProgress, overLimit, serviceUnavailable
    @Sendable func act(request: Request, context: APIContext) async throws -> Response {
        let body = try NetworkActionBody(try await ComputeBody.read(request))
        let owner = try context.owner()
        let id = try Self.networkID(context)
        try await networks.checkChangeable(id, owner: owner)
        if body.isJoining { try await networks.checkJoinable(id, owner: owner) }
        switch try body.change() {
        case .connect(let server):
            try await networks.connect(server, to: id, owner: owner)
        case .disconnect(let server, let position):
            try await networks.disconnect(server, position: position, from: id, owner: owner)
        }
        return .empty(.accepted)
    }

    private func answer(_ detail: NetworkDetail, status: HTTPResponse.Status, _ context: APIContext) -> Response {
        guard context.serialization == .xml else {
            return .json(wrapped: "network", NetworkView(detail, links, isDetailed: true), status: status)
        }
        return .xml(status) { xml in
            let attributes = NetworkView.attributes(detail.network, isDetailed: true)
            xml.element("network", ComputeXML.root(attributes)) { $0.element("servers") }
        }
    }
}
