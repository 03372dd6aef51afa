import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Notes on servers (compute.md 2.8).
struct ServerMetadataRoutes: Sendable {
    let servers: ServerService

    func add(to router: inout APIRouter) {
        router.get("servers/{server_id:digits}/metadata", endings: [.json, .xml], list)
        router.post("servers/{server_id:digits}/metadata", endings: [.json, .xml], update)
        router.get("servers/{server_id:digits}/metadata/{key:rest}", show)
        router.put("servers/{server_id:digits}/metadata/{key:rest}", replace)
        router.delete("servers/{server_id:digits}/metadata/{key:rest}", delete)
    }

    /// 200 `{"metadata": {…}}`; itemNotFound
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        let metadata = try await servers.metadata(of: context.parameters.id("server_id"), owner: context.owner())
        return MetadataAnswer.all(metadata, context)
    }

    /// 201 `{"metadata": {…}}`, all there is then; badRequest, forbidden, itemNotFound
    @Sendable func update(request: Request, context: APIContext) async throws -> Response {
        let given = try ComputeBody.metadata(try await ComputeBody.read(request)["metadata"])
        let metadata = try await servers.updateMetadata(
            given, of: context.parameters.id("server_id"), owner: context.owner())
        return MetadataAnswer.all(metadata, status: .created, context)
    }

    /// 200 `{"meta": {key: value}}`; itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let key = try MetadataAnswer.key(context)
        let value = try await servers.metadata(
            key, of: context.parameters.id("server_id"), owner: context.owner())
        return MetadataAnswer.item(key, value, context)
    }

    /// 201 `{"meta": {key: value}}`; badRequest, forbidden, itemNotFound
    @Sendable func replace(request: Request, context: APIContext) async throws -> Response {
        let key = try MetadataAnswer.key(context)
        let value = try ComputeBody.metadataItem(try await ComputeBody.read(request), key: key)
        _ = try await servers.updateMetadata(
            [key: value], of: context.parameters.id("server_id"), owner: context.owner())
        return MetadataAnswer.item(key, value, status: .created, context)
    }

    /// 204; forbidden, itemNotFound
    @Sendable func delete(request: Request, context: APIContext) async throws -> Response {
        try await servers.deleteMetadata(
            MetadataAnswer.key(context), of: context.parameters.id("server_id"), owner: context.owner())
        return .empty(.noContent)
    }
}
