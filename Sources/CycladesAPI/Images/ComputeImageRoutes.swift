import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Images as the compute API shows them (compute.md 2.11).
struct ComputeImageRoutes: Sendable {
    let images: ImageService
    let links: CycladesLinks
    let pollLimitSeconds: Int

    func add(to router: inout APIRouter) {
        router.get("images", endings: [.slash, .json, .xml]) { try await list($0, $1, isDetailed: false) }
        router.post("images", endings: [.slash, .json, .xml]) { _, _ in
            throw Fault(.notImplemented, "Not supported.")
        }
        router.get("images/detail", endings: [.json, .xml]) { try await list($0, $1, isDetailed: true) }
        router.get("images/{image_id:word}", endings: [.json, .xml], show)
        router.delete("images/{image_id:word}", endings: [.json, .xml], delete)
        router.get("images/{image_id:word}/metadata", endings: [.json, .xml], listMetadata)
        router.post("images/{image_id:word}/metadata", endings: [.json, .xml], updateMetadata)
        router.get("images/{image_id:word}/metadata/{key:rest}", showMetadata)
        router.put("images/{image_id:word}/metadata/{key:rest}", replaceMetadata)
        router.delete("images/{image_id:word}/metadata/{key:rest}", deleteMetadata)
    }

    /// 200 `{"images": […]}`, by id; never 304
    func list(_ request: Request, _ context: APIContext, isDetailed: Bool) async throws -> Response {
        let since = try ChangesSince.read(context, limitSeconds: pollLimitSeconds)
        let images = try await images.list(visibleTo: context.owner())
        return await awayFromLoop(images.count, few: 100) {
            answer(
                images.filter { $0.updated >= since ?? $0.updated }.sorted { $0.id < $1.id }, isDetailed: isDetailed,
                context)
        }
    }

    private func answer(_ images: [Image], isDetailed: Bool, _ context: APIContext) -> Response {
        guard context.serialization == .xml else {
            return .json(wrapped: "images", images.map { ComputeImageView($0, links, isDetailed: isDetailed) })
        }
        return .xml { xml in
            xml.element("images", ComputeXML.root()) { xml in
                for image in images {
                    let attributes = ComputeImageView.attributes(image, isDetailed: isDetailed)
                    if isDetailed {
                        xml.element("image", attributes) { $0.element("metadata") }
                    } else {
                        xml.element("image", attributes)
                    }
                }
            }
        }
    }

    /// 200 `{"image": {…}}`; forbidden, itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let image = try await find(context)
        guard context.serialization == .xml else {
            return .json(wrapped: "image", ComputeImageView(image, links, isDetailed: true))
        }
        return .xml { xml in
            let attributes = ComputeImageView.attributes(image, isDetailed: true, isAlone: true)
            xml.element("image", ComputeXML.root(attributes)) { $0.element("metadata") }
        }
    }

    /// 204: it is an image no more, the file stays; forbidden, itemNotFound
    @Sendable func delete(request: Request, context: APIContext) async throws -> Response {
        try await images.unregister(id(context), as: context.owner())
        return .empty(.noContent)
    }

    /// 200 `{"metadata": {…}}`
    @Sendable func listMetadata(request: Request, context: APIContext) async throws -> Response {
        MetadataAnswer.all(try await find(context).properties, context)
    }

    /// 201 `{"metadata": {…}}`, all there is then
    @Sendable func updateMetadata(request: Request, context: APIContext) async throws -> Response {
        let given = try ComputeBody.metadata(try await ComputeBody.read(request)["metadata"])
        let image = try await change(context, given)
        return MetadataAnswer.all(image.properties, status: .created, context)
    }

    /// 200 `{"meta": {key: value}}`; itemNotFound
    @Sendable func showMetadata(request: Request, context: APIContext) async throws -> Response {
        let key = try MetadataAnswer.key(context)
        guard let value = try await find(context).properties[key] else {
            throw Fault(.itemNotFound, "Metadata key not found.")
        }
        return MetadataAnswer.item(key, value, context)
    }

    /// 201 `{"meta": {key: value}}`
    @Sendable func replaceMetadata(request: Request, context: APIContext) async throws -> Response {
        let key = try MetadataAnswer.key(context)
        let value = try ComputeBody.metadataItem(
            try await ComputeBody.read(request), key: key, else: Fault(.badRequest, "Malformed request."))
        _ = try await change(context, [key: value])
        return MetadataAnswer.item(key, value, status: .created, context)
    }

    /// 204, also when there is no such key
    @Sendable func deleteMetadata(request: Request, context: APIContext) async throws -> Response {
        let key = try MetadataAnswer.key(context)
        _ = try await change(context, [key: ""])
        return .empty(.noContent)
    }

    /// Puts properties beside those there are; an empty value takes one away.
    private func change(_ context: APIContext, _ properties: [String: String]) async throws -> Image {
        _ = try await find(context)
        return try await images.update(id(context), ImageUpdate(properties: properties), as: context.owner())
    }

    private func id(_ context: APIContext) throws -> Image.ID { Image.ID(try context.parameters.string("image_id")) }

    /// - Throws: itemNotFound, also for an object that is no image.
    private func find(_ context: APIContext) async throws -> Image {
        let image = try await images.find(id(context), as: context.owner())
        guard image.isRegistered else { throw Fault(.itemNotFound, "Image not found.") }
        return image
    }
}
