import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// `tenants`: what version 2.0 calls projects. Source: openstack.md 2.9.
struct TenantRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.get("v2.0/tenants", endings: .slash, access: .open, list)
    }

    /// 200 `{"tenants": […]}`; unauthorized
    @Sendable func list(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        return .json {
            $0.object {
                $0.array("tenants") { $0.object { $0.tenant(holder.user.ownProject) } }
                $0.array("tenants_links") { _ in }
            }
        }
    }
}

extension JSONWriter {
    /// The members of a project, as version 2.0 has them.
    mutating func tenant(_ project: Project) {
        field("id", project.id)
        field("name", project.name)
        field("description", project.description)
        field("enabled", true)
    }
}
