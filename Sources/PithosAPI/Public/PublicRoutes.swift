import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// What everyone may read.
///
/// - Source: object-storage.md 8.1.
struct PublicRoutes: Sendable {
    let links: PublicLinkService
    let objects: ObjectService

    /// 200
    @Sendable func head(request: Request, context: APIContext) async throws -> Response {
        let (info, parts) = try await find(context)
        var headers = ObjectView.publicFields(info, etag: parts.etag, disposition: Disposition(context.query))
        headers[.contentLength] = String(parts.size)
        return .empty(.ok, headers: headers)
    }

    /// 200, 206; 304
    @Sendable func get(request: Request, context: APIContext) async throws -> Response {
        let headers = try PithosHeaders(request.headers)
        let (info, parts) = try await find(context)
        if try ReadPrecondition(headers).isNotModified(info.modified, etag: parts.etag) {
            return .notModified(info.modified, etag: parts.etag)
        }
        let ranges = ObjectRoutes.ranges(headers, info, etag: parts.etag)
        return try await RangeFault.asText(context) {
            try await ObjectBody(objects: objects, parts: parts, context: context)
                .response(
                    ranges,
                    headers: ObjectView.publicFields(
                        info, etag: parts.etag, disposition: Disposition(context.query)))
        }
    }

    /// Whatever is wrong, the link leads nowhere.
    private func find(_ context: APIContext) async throws -> (ObjectInfo, ObjectParts) {
        do {
            let info = try await links.find(try context.parameters.string("link"))
            return (info, try await objects.parts(of: info, for: nil))
        } catch let fault as Fault where fault.kind.status < 500 {
            throw Fault(.itemNotFound, "Object does not exist")
        }
    }
}
