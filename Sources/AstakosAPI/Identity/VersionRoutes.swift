import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Which versions of the identity API there are, for anyone. Source: openstack.md 1.2, identity.md 8.7.
struct VersionRoutes: Sendable {
    /// `…/identity`, as clients reach it.
    let baseURL: String

    func add(to router: inout APIRouter) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "", endings: .slash, access: .open, list)
            router.on(method, "v2.0", endings: .slash, access: .open) { show(.version2, $1) }
        }
    }

    func addVersion3(to router: inout APIRouter) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "", endings: .slash, access: .open) { show(.version3, $1) }
        }
    }

    /// 300 `{"versions": {"values": […]}}`
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        .json(.multipleChoices, headers: [.openStackRequestID: KeystoneRequestID.text(context)]) {
            $0.object {
                $0.object("versions") {
                    $0.array("values") { json in
                        for version in [Version.version3, .version2] {
                            json.object { write(version, to: &$0) }
                        }
                    }
                }
            }
        }
    }

    /// 200 `{"version": {…}}`
    private func show(_ version: Version, _ context: APIContext) -> Response {
        .json(headers: [.openStackRequestID: KeystoneRequestID.text(context)]) {
            $0.object { $0.object("version") { write(version, to: &$0) } }
        }
    }

    private func write(_ version: Version, to json: inout JSONWriter) {
        json.field("id", version.id)
        json.field("status", version.status)
        json.field("updated", version.updated)
        json.array("links") {
            $0.object {
                $0.field("rel", "self")
                $0.field("href", "\(baseURL)/\(version.path)/")
            }
        }
        json.array("media-types") {
            $0.object {
                $0.field("base", "application/json")
                $0.field("type", "application/vnd.openstack.identity-\(version.path)+json")
            }
        }
    }

    private struct Version {
        var id: String
        var status: String
        var updated: String
        var path: String

        static let version3 = Version(
            id: "v3.14", status: "stable", updated: "2020-04-07T00:00:00Z", path: "v3")
        static let version2 = Version(
            id: "v2.0", status: "deprecated", updated: "2016-08-04T00:00:00Z", path: "v2.0")
    }
}
