import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Plankton, the image API (image.md 2 to 4).
struct ImageRoutes: Sendable {
    let images: ImageService

    static let profile = ServiceProfile("image", wrongMethod: .bare)

    func add(to router: inout APIRouter) {
        router.get("images", endings: .slash) { try await list($0, $1, isDetailed: false) }
        router.post("images", endings: .slash, register)
        router.get("images/detail") { try await list($0, $1, isDetailed: true) }
        router.get("images/{image_id:word}") { _, _ in .empty(.notImplemented) }
        router.head("images/{image_id:word}", show)
        router.put("images/{image_id:word}", update)
        router.delete("images/{image_id:word}", unregister)
        router.get("images/{image_id:word}/members", listMembers)
        router.put("images/{image_id:word}/members", replaceMembers)
        router.put("images/{image_id:word}/members/{member}", addMember)
        router.delete("images/{image_id:word}/members/{member}", removeMember)
        router.get("shared-images/{member}", listShared)
    }

    /// 200 `[…]`; badRequest for sizes and an order that are none
    func list(_ request: Request, _ context: APIContext, isDetailed: Bool) async throws -> Response {
        // The collection's path ends in a slash, its detailed form does not.
        guard isDetailed || context.path.hasSuffix("/") else { throw UnknownPath() }
        let order = try Self.order(context.query)
        let images = try await images.list(visibleTo: context.owner(), Self.filter(context.query))
        return await awayFromLoop(images.count, few: 100) {
            .json(
                order.sorted(images).map { ImageView(image: $0, isDetailed: isDetailed) },
                headers: [.contentType: context.serialization.contentType])
        }
    }

    private static func filter(_ query: QueryParameters) throws -> ImageFilter {
        ImageFilter(
            name: query["name"], status: query["status"], diskFormat: query["disk_format"],
            containerFormat: query["container_format"],
            // Clients of the original know this sentence from the lower bound.
            sizeMinBytes: try size(query["size_min"], else: "Malformed request."),
            sizeMaxBytes: try size(query["size_max"], else: "size_max should be a whole number."))
    }

    private static func size(_ text: String?, else message: String) throws -> Int64? {
        guard let text else { return nil }
        guard let size = Int64(text) else { throw Fault(.badRequest, message) }
        return size
    }

    private static func order(_ query: QueryParameters) throws -> ImageOrder {
        let key = query["sort_key"] ?? ImageOrder.Key.created.rawValue
        guard let key = ImageOrder.Key(rawValue: key) else {
            throw Fault(
                .badRequest,
                "sort_key should be one of \(ImageOrder.Key.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let direction = query["sort_dir"] ?? "desc"
        guard direction == "asc" || direction == "desc" else {
            throw Fault(.badRequest, "sort_dir should be asc or desc")
        }
        return ImageOrder(key: key, isAscending: direction == "asc")
    }

    /// 200, the image in headers; badRequest, forbidden, itemNotFound
    @Sendable func register(request: Request, context: APIContext) async throws -> Response {
        guard context.path.hasSuffix("/") else { throw UnknownPath() }
        let image = try await images.register(ImageRequest.draft(request.headers), as: context.owner())
        return .empty(.ok, headers: ImageHeaders.write(image))
    }

    /// 200, the image in headers; forbidden, itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let image = try await images.find(id(context), as: context.owner())
        return .empty(.ok, headers: ImageHeaders.write(image))
    }

    /// 200, the image in headers; badRequest, forbidden, itemNotFound
    @Sendable func update(request: Request, context: APIContext) async throws -> Response {
        let image = try await images.update(
            id(context), ImageRequest.update(request.headers), as: context.owner())
        return .empty(.ok, headers: ImageHeaders.write(image))
    }

    /// 204; forbidden, itemNotFound
    @Sendable func unregister(request: Request, context: APIContext) async throws -> Response {
        try await images.unregister(id(context), as: context.owner())
        return .empty(.noContent)
    }

    /// 200 `{"members": […]}`; forbidden, itemNotFound
    @Sendable func listMembers(request: Request, context: APIContext) async throws -> Response {
        let members = try await images.members(of: id(context), as: context.owner())
        return .json(wrapped: "members", members.map { SharingView(name: "member_id", value: $0) })
    }

    /// 204; badRequest, forbidden, itemNotFound
    @Sendable func replaceMembers(request: Request, context: APIContext) async throws -> Response {
        let members = try await request.json(upTo: 1 << 18).array("memberships").map { try $0.string("member_id") }
        try await images.setMembers(members, of: id(context), as: context.owner())
        return .empty(.noContent)
    }

    /// 204; forbidden, itemNotFound
    @Sendable func addMember(request: Request, context: APIContext) async throws -> Response {
        try await images.addMember(
            context.parameters.string("member"), to: id(context), as: context.owner())
        return .empty(.noContent)
    }

    /// 204; forbidden, itemNotFound
    @Sendable func removeMember(request: Request, context: APIContext) async throws -> Response {
        try await images.removeMember(
            context.parameters.string("member"), from: id(context), as: context.owner())
        return .empty(.noContent)
    }

    /// 200 `{"shared_images": […]}`: private images of that user which the caller may see
    @Sendable func listShared(request: Request, context: APIContext) async throws -> Response {
        let owner = UserID(try context.parameters.string("member"))
        let shared = try await images.list(sharedBy: owner, with: try context.owner())
        return .json(wrapped: "shared_images", shared.map { SharingView(name: "image_id", value: $0.id.rawValue) })
    }

    private func id(_ context: APIContext) throws -> Image.ID { Image.ID(try context.parameters.string("image_id")) }
}

/// `{"member_id": "…", "can_share": false}`
private struct SharingView: JSONWritable {
    let name: String
    let value: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field(named: name, value)
            json.field("can_share", false)
        }
    }
}
