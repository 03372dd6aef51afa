import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// What all routes of version 3 need, and what their answers have in common.
struct KeystoneIdentity: Sendable {
    let services: AstakosServices
    let callers: AstakosCallers
    /// `…/identity`, as clients reach it.
    let baseURL: String
    let region: String
    let now: @Sendable () -> Timestamp

    var versionURL: String { baseURL + "/v3" }

    /// What the holder of a token finds.
    func catalog(of holder: TokenHolder) async throws -> OpenStackCatalog {
        OpenStackCatalog(
            try await services.registry.list(), identityURL: baseURL, region: region, project: holder.project)
    }

    /// `{"projects": […], "links": {…}}`: a list that has all on one page.
    func list(
        _ name: StaticString, _ path: String, write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        try .json {
            try $0.object {
                try $0.array(name, write)
                $0.object("links") {
                    $0.field("self", "\(versionURL)/\(path)")
                    $0.field("previous", String?.none)
                    $0.field("next", String?.none)
                }
            }
        }
    }

    func write(link path: String, to json: inout JSONWriter) {
        json.object("links") { $0.field("self", "\(versionURL)/\(path)") }
    }
}
