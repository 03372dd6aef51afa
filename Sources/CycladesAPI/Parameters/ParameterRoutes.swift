import APISupport
import Cyclades
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The VM API: parameters of new servers, for the helpers on the machines' nodes (compute.md 3.1). No token: who knows
/// the key may read, once.
struct ParameterRoutes: Sendable {
    let parameters: ParameterService

    static let profile = ServiceProfile(
        "vmapi", faults: FaultFormat(custom: PlainNotFound.response), formats: { _, _ in .jsonOnly },
        hasSecretPaths: true)

    func add(to router: inout APIRouter) {
        // As the original, whatever asks has read, so a look with HEAD must not be thought harmless.
        for method in [HTTPRequest.Method.get, .head, .post] {
            router.on(method, "server-params/{key:rest}", access: .open, fetch)
            router.on(method, "server-params", endings: .slash, access: .open) { _, _ in
                throw Fault(.itemNotFound, "")
            }
        }
    }

    /// 200 the record; itemNotFound, also when it was fetched before
    @Sendable func fetch(request: Request, context: APIContext) async throws -> Response {
        let record = try await parameters.fetch(context.parameters.string("key"))
        return .json(record, headers: [.contentType: "application/json"])
    }
}
