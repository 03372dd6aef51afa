import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Serves the files of the browser client below `/static`.
///
/// Below `/static/v-VERSION` files may be kept for a year: another file has another address there. Modules import each
/// other by relative addresses, so a whole page stays within the version that it began with, and a page that outlived its
/// version gets 404 and is loaded anew. Without a version a browser asks again, and is told `304` while nothing has
/// changed.
struct AssetService: Sendable {
    /// Where it is mounted.
    static let path = "/static"
    private static let versionMark = "v-"

    let catalog: AssetCatalog

    /// Below which the files of this version are.
    static func address(of catalog: AssetCatalog) -> String { "\(path)/\(versionMark)\(catalog.version)" }

    var service: APIService {
        APIService(
            ServiceProfile(
                "static", wrongMethod: .notAllowed,
                unknownPath: Fault(.itemNotFound, "There is no such file."), hasStandardHeaders: false),
            handler: respond)
    }

    @Sendable private func respond(request: Request, context: APIContext) async throws -> Response {
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        guard var path = PercentEncoding.decode(String(context.path.dropFirst())) else { throw UnknownPath() }
        let pin = "\(Self.versionMark)\(catalog.version)/"
        let isPinned = path.hasPrefix(pin)
        if isPinned { path.removeFirst(pin.count) }
        guard let asset = catalog[path] else { throw UnknownPath() }
        let tag = "\"\(asset.version)\""
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
}
