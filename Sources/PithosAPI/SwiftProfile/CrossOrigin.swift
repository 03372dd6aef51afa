import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// What pages of other sites may do, as a container's metadata says: `Access-Control-Allow-Origin`,
/// `Access-Control-Expose-Headers`, `Access-Control-Max-Age`.
///
/// - Source: openstack.md 7.4.
struct CrossOrigin: Sendable {
    let access: ContainerAccessService

    private static let prefix = "X-Container-Meta-Access-Control-"

    /// 200; 401 for a site that may not
    func preflight(
        _ request: Request, _ target: SwiftTarget, methods: [HTTPRequest.Method]
    ) async throws -> Response {
        var headers = HTTPFields()
        headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
        headers[.contentType] = SwiftFault.contentType
        guard let origin = request.headers[.origin] else { return .empty(.ok, headers: headers) }
        guard let method = request.headers[.accessControlRequestMethod], methods.map(\.rawValue).contains(method),
            let metadata = try await metadata(of: target), let allowed = Self.allowed(metadata, origin)
        else { return .empty(.unauthorized, headers: headers) }
        headers[.accessControlAllowOrigin] = allowed
        headers[.accessControlAllowMethods] = headers[.allow]
        headers[.accessControlAllowHeaders] = request.headers[.accessControlRequestHeaders]
        headers[.accessControlMaxAge] = metadata[Self.prefix + "Max-Age"]
        headers[.vary] = "Origin, Access-Control-Request-Headers"
        return .empty(.ok, headers: headers)
    }

    /// Lets the page that asks, if it may, see the answer.
    func adapt(_ response: inout Response, to call: SwiftCall, _ target: SwiftTarget) async throws {
        guard let origin = call.request.headers[.origin], let metadata = try await metadata(of: target),
            let allowed = Self.allowed(metadata, origin)
        else { return }
        response.headers[.accessControlAllowOrigin] = allowed
        let own = response.headers.map(\.name.canonicalName).filter { $0.hasPrefix("x-") && $0.contains("-meta-") }
        let more = (metadata[Self.prefix + "Expose-Headers"] ?? "").split { $0 == " " || $0 == "," }.map(String.init)
        response.headers[.accessControlExposeHeaders] = (Self.shown + own + more).joined(separator: ", ")
        if allowed != "*" { response.headers[.vary] = "Origin" }
    }

    private static let shown = [
        "cache-control", "content-language", "content-type", "etag", "expires", "last-modified", "pragma",
        "x-openstack-request-id", "x-timestamp", "x-trans-id",
    ]

    private func metadata(of target: SwiftTarget) async throws -> [String: String]? {
        let name: String
        switch target {
        case .account: return nil
        case .container(_, let container), .object(_, let container, _): name = container
        }
        guard let owner = target.account.owner, let path = try? ContainerPath(account: owner, container: name) else {
            return nil
        }
        return try await access.metadata(of: path)
    }

    /// What to answer to a site that may; nil for one that may not.
    private static func allowed(_ metadata: [String: String], _ origin: String) -> String? {
        let sites = (metadata[prefix + "Allow-Origin"] ?? "").split { $0 == " " || $0 == "," }
        if sites.contains("*") { return "*" }
        return sites.contains { $0 == origin } ? origin : nil
    }
}

extension HTTPField.Name {
    static let accessControlRequestMethod = HTTPField.Name.known("Access-Control-Request-Method")
    static let accessControlRequestHeaders = HTTPField.Name.known("Access-Control-Request-Headers")
}
