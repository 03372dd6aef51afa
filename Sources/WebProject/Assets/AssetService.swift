import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Serves the files of the browser client below `/static`.
///
/// A file asked for with its version (`?v=`) may be kept for a year; without, a browser asks again and is told `304`
/// while nothing has changed.
struct AssetService: Sendable {
    let catalog: AssetCatalog

    var service: APIService {
        APIService(
            ServiceProfile(
                "static", wrongMethod: .notAllowed,
                unknownPath: Fault(.itemNotFound, "There is no such file."), hasStandardHeaders: false),
            handler: respond)
    }

    @Sendable private func respond(request: Request, context: APIContext) async throws -> Response {
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        guard let path = PercentEncoding.decode(String(context.path.dropFirst())), let asset = catalog[path] else {
            throw UnknownPath()
        }
        let tag = "\"\(asset.version)\""
        let isPinned = context.query["v"] == asset.version
        var headers: HTTPFields = [
            .eTag: tag,
            .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        headers[.contentTypeOptions] = "nosniff"
        if request.headers[.ifNoneMatch]?.contains(tag) == true { return .empty(.notModified, headers: headers) }
        return .bytes(.ok, asset.content, contentType: asset.mediaType, headers: headers)
    }
}

extension HTTPField.Name {
    static let contentTypeOptions = HTTPField.Name.known("X-Content-Type-Options")
    static let contentSecurityPolicy = HTTPField.Name.known("Content-Security-Policy")
    static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
}
