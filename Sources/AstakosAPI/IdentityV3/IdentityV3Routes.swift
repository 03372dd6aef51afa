import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Identity version 3, as OpenStack's clients of today log in. Source: openstack.md 1.2, 2.
struct IdentityV3Routes: Sendable {
    let identity: KeystoneIdentity

    /// Everything below `…/identity/v3`.
    var service: APIService {
        var router = APIRouter()
        VersionRoutes(baseURL: identity.baseURL).addVersion3(to: &router)
        AuthTokenRoutes(identity: identity).add(to: &router)
        AuthScopeRoutes(identity: identity).add(to: &router)
        ProjectRoutes(identity: identity).add(to: &router)
        UserRoutes(identity: identity).add(to: &router)
        ApplicationCredentialRoutes(identity: identity).add(to: &router)
        RegistryRoutes(identity: identity).add(to: &router)
        ForbiddenRoutes(identity: identity).add(to: &router)
        let profile = ServiceProfile(
            "identity-v3", faults: KeystoneFault.format(baseURL: identity.baseURL), formats: { _, _ in .jsonOnly },
            wrongMethod: .notAllowed, unknownPath: Fault(.itemNotFound, "The resource could not be found."))
        return APIService(profile) { [router] request, context in
            var response = try await router.respond(to: request, context)
            response.headers[.openStackRequestID] = KeystoneRequestID.text(context)
            return response
        }
    }
}
