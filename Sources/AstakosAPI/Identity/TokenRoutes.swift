import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `tokens`: who a token belongs to and where everything is. Source: identity.md 2.1, openstack.md 2.9.
struct TokenRoutes: Sendable {
    let identity: KeystoneIdentity

    private var services: AstakosServices { identity.services }

    func add(to router: inout APIRouter) {
        router.post("", endings: .slash, access: .open, authenticate)
    }

    /// 200 the catalog, with token and user unless the body is empty; badRequest, unauthorized
    @Sendable func authenticate(request: Request, context: APIContext) async throws -> Response {
        // Without a length there is no body to speak of, whatever else is sent: the catalog for anyone.
        guard let length = request.contentLength, length > 0 else { return try await answer(nil, tenant: nil, context) }
        guard let type = request.headers[.contentType] else {
            throw Fault(.badRequest, "Missing Content-Type header field")
        }
        guard type.hasPrefix("application/json") else {
            throw Fault(.badRequest, "Unsupported Content-type: '\(type)'")
        }
        let body = try TokenBody(try await request.json(orComplain: "Invalid JSON data", upTo: 64 << 10))
        if let login = body.openStack { return try await answer(login, context) }
        guard let holder = try await services.tokens.lookup(body.token) else {
            guard let login = body.openStackPassword else { throw Fault(.unauthorized, "Invalid token") }
            do {
                return try await answer(login, context)
            } catch let fault as Fault where fault.kind == .unauthorized && body.username?.contains("@") == false {
                // It was meant as a token, as far as the original's clients can tell.
                throw Fault(.unauthorized, "Invalid token")
            }
        }
        try holder.check(at: identity.now())
        if let username = body.username, username != holder.user.uuid.rawValue {
            throw Fault(.unauthorized, "Invalid credentials")
        }
        if let tenant = body.tenantName, tenant != holder.user.uuid.rawValue {
            throw Fault(.badRequest, "Not conforming tenantName")
        }
        let isScoped = body.tenantID == holder.user.uuid.rawValue
        return try await answer((holder, body.token), tenant: isScoped ? holder.user.uuid : nil, context)
    }

    /// A new token for a project, and a catalog with its addresses.
    private func answer(_ login: TokenBody.OpenStackLogin, _ context: APIContext) async throws -> Response {
        let issued = try await services.authentication.authenticate(
            [login.proof], scope: login.scope, address: context.remoteAddress)
        return .json(
            OpenStackAccess(
                holder: issued.holder, token: issued.token.exposed,
                catalog: try await identity.catalog(of: issued.holder)))
    }

    private func answer(
        _ holder: (TokenHolder, token: String)?, tenant: UserID?, _ context: APIContext
    ) async throws -> Response {
        let view = AccessView(
            holder: holder?.0, token: holder?.token, catalog: try await services.registry.list(), tenant: tenant)
        return context.serialization == .xml
            ? .xml { view.write(to: &$0) } : .json { $0.value(view) }
    }
}
