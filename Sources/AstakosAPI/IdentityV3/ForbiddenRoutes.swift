import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// What only administrators do, which they do here by `snf-manage`: everybody is told that he may not. Source: openstack.md
/// 2.5.
struct ForbiddenRoutes: Sendable {
    let identity: KeystoneIdentity

    private static let reads = ["roles", "roles/{role}", "role_assignments", "groups", "groups/{group}"]
    private static let lists = ["projects", "users", "domains", "roles", "groups", "regions", "services", "endpoints"]

    func add(to router: inout APIRouter) {
        for pattern in Self.reads { router.read(pattern, refuse) }
        for noun in Self.lists {
            router.post(noun, endings: .slash, access: .open, refuse)
            // As the reading routes call what they find there.
            let one = "\(noun)/{\(noun.dropLast())}"
            for method in [HTTPRequest.Method.patch, .put, .delete] {
                router.on(method, one, endings: .slash, access: .open, refuse)
            }
        }
    }

    /// unauthorized, forbidden
    @Sendable private func refuse(request: Request, context: APIContext) async throws -> Response {
        _ = try await identity.callers.user(of: request, context)
        throw Fault(
            .forbidden, "You are not authorized to perform the requested action: administrators use snf-manage.")
    }
}
