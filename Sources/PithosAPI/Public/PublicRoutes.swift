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
        let info = try await find(context)
        // Of what cannot be put together at least this is known, as in the API (object-storage.md 2.5).
        let parts = try await known { try await objects.parts(of: info, for: nil) }
        var headers = ObjectView.publicFields(
            info, etag: parts?.etag ?? info.version.checksum, disposition: Disposition(context.query))
        headers[.contentLength] = String(parts?.size ?? info.version.size)
        return .empty(.ok, headers: headers)
    }

    /// 200, 206; 304
    @Sendable func get(request: Request, context: APIContext) async throws -> Response {
        let headers = try PithosHeaders(request.headers)
        let info = try await find(context)
        let parts = try await hidingFaults { try await objects.parts(of: info, for: nil) }
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

    private func find(_ context: APIContext) async throws -> ObjectInfo {
        try await hidingFaults { try await links.find(try context.parameters.string("link")) }
    }

    /// Nil for what cannot be had, as a segment that is gone or not public.
    private func known<Value>(_ look: () async throws -> Value) async throws -> Value? {
        do {
            return try await look()
        } catch let fault as Fault where fault.kind.status < 500 {
            return nil
        }
    }

    /// Whatever is wrong, the link leads nowhere.
    private func hidingFaults<Value>(_ look: () async throws -> Value) async throws -> Value {
        do {
            return try await look()
        } catch let fault as Fault where fault.kind.status < 500 {
            throw Fault(.itemNotFound, "Object does not exist")
        }
    }
}
