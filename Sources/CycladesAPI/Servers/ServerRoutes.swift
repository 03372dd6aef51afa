import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Servers (compute.md 2.3 to 2.5).
struct ServerRoutes: Sendable {
    let servers: ServerService
    let networks: NetworkService
    let links: CycladesLinks
    let pollLimitSeconds: Int
    let personality: PersonalityLimits

    func add(to router: inout APIRouter) {
        router.get("servers", endings: [.slash, .json, .xml], list)
        router.post("servers", endings: [.slash, .json, .xml], create)
        router.get("servers/detail", endings: [.json, .xml], listDetails)
        router.get("servers/{server_id:digits}", endings: [.json, .xml], show)
        router.put("servers/{server_id:digits}", endings: [.json, .xml], rename)
        router.delete("servers/{server_id:digits}", endings: [.json, .xml], delete)
        router.get("servers/{server_id:digits}/ips", endings: [.json, .xml], listAddresses)
        router.get("servers/{server_id:digits}/ips/{network_id:word}", endings: [.json, .xml], showAddresses)
        router.get("servers/{server_id:digits}/diagnostics", endings: .json, listDiagnostics)
    }

    /// 200 `{"servers": […]}`, or 304 when nothing has changed
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        let since = try ChangesSince.read(context, limitSeconds: pollLimitSeconds)
        let servers = try await servers.list(ServerFilter(owner: context.owner(), changedSince: since))
        if since != nil, servers.isEmpty { return .empty(.notModified) }
        return await awayFromLoop(servers.count) { answer(servers, context) }
    }

    private func answer(_ servers: [Cyclades.Server], _ context: APIContext) -> Response {
        guard context.serialization == .xml else {
            return .json { json in
                json.object { json in
                    json.array("servers") { json in
                        for server in servers { ServerView.writeBrief(server, links, to: &json) }
                    }
                }
            }
        }
        return .xml { xml in
            xml.element("servers", ComputeXML.root()) { xml in
                for server in servers {
                    xml.element("server", [(name: "id", value: "\(server.id)"), (name: "name", value: server.name)])
                }
            }
        }
    }

    /// 200 `{"servers": […]}`, or 304 when nothing has changed
    @Sendable func listDetails(request: Request, context: APIContext) async throws -> Response {
        let since = try ChangesSince.read(context, limitSeconds: pollLimitSeconds)
        let servers = try await servers.listDetails(ServerFilter(owner: context.owner(), changedSince: since))
        if since != nil, servers.isEmpty { return .empty(.notModified) }
        return await awayFromLoop(servers.count, few: 100) { answer(servers, context) }
    }

    private func answer(_ servers: [ServerDetail], _ context: APIContext) -> Response {
        guard context.serialization == .xml else {
            return .json { json in
                json.object { json in
                    json.array("servers") { json in
                        for server in servers { ServerView(server, links).write(to: &json) }
                    }
                }
            }
        }
        return .xml { xml in
            xml.element("servers", ComputeXML.root()) { xml in
                for server in servers { ServerView(server, links).write(to: &xml, isRoot: false) }
            }
        }
    }

    /// 202 `{"server": {… "adminPass"}}`; badRequest, forbidden, itemNotFound, overLimit, serviceUnavailable
    @Sendable func create(request: Request, context: APIContext) async throws -> Response {
        let body = try ServerBody(try await ComputeBody.read(request), personality: personality)
        let created = try await servers.create(body.draft(owner: try context.owner()))
        let view = ServerView(created.detail, links, adminPassword: created.adminPassword)
        return answer(view, status: .accepted, context)
    }

    /// 200 `{"server": {…}}`, also of a deleted one; itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let detail = try await servers.findDetail(context.parameters.id("server_id"), owner: context.owner())
        return answer(ServerView(detail, links), status: .ok, context)
    }

    /// 204; badRequest, forbidden, itemNotFound
    @Sendable func rename(request: Request, context: APIContext) async throws -> Response {
        guard let name = try await ComputeBody.read(request)["server"]?["name"]?.stringValue else {
            throw ComputeBody.malformed
        }
        try await servers.rename(context.parameters.id("server_id"), to: name, owner: context.owner())
        return .empty(.noContent)
    }

    /// 204; badRequest, forbidden, itemNotFound
    @Sendable func delete(request: Request, context: APIContext) async throws -> Response {
        try await servers.begin(.destroy, on: context.parameters.id("server_id"), owner: context.owner())
        return .empty(.noContent)
    }

    /// 200 `{"addresses": {…}, "attachments": […]}`, of all interfaces; itemNotFound
    @Sendable func listAddresses(request: Request, context: APIContext) async throws -> Response {
        let detail = try await servers.findDetail(context.parameters.id("server_id"), owner: context.owner())
        guard context.serialization == .xml else {
            return .json { json in
                json.object { json in
                    AddressView.writeAddresses(of: detail.nics, to: &json)
                    AddressView.writeAttachments(detail.nics, to: &json)
                }
            }
        }
        return .xml { AddressView.write(detail.nics, to: &$0, isRoot: true) }
    }

    /// 200 `{"network": {"<id>": […]}}`; itemNotFound
    @Sendable func showAddresses(request: Request, context: APIContext) async throws -> Response {
        let network = try NetworkRoutes.networkID(context)
        let nics = try await networks.nics(
            of: context.parameters.id("server_id"), on: network, owner: context.owner())
        guard context.serialization == .xml else {
            return .json { json in
                json.object { AddressView.writeAddresses(of: nics, name: "network", to: &$0) }
            }
        }
        return .xml { xml in
            xml.element("network", ComputeXML.root([(name: "id", value: "\(network)")])) { xml in
                for nic in nics { AddressView.writeIPs(of: nic, to: &xml) }
            }
        }
    }

    /// 200 `[…]`, newest first; itemNotFound
    @Sendable func listDiagnostics(request: Request, context: APIContext) async throws -> Response {
        let diagnostics = try await servers.diagnostics(
            of: context.parameters.id("server_id"), owner: context.owner())
        return .json(diagnostics.map(DiagnosticView.init))
    }

    private func answer(_ view: ServerView, status: HTTPResponse.Status, _ context: APIContext) -> Response {
        guard context.serialization == .xml else { return .json(wrapped: "server", view, status: status) }
        return .xml(status) { view.write(to: &$0, isRoot: true) }
    }
}
