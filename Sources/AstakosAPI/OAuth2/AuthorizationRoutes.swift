import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `oauth2/auth`: a client sends a user's browser here, and gets it back with a code. Source: identity.md 8.9.
///
/// Nobody is sent to an address before it was checked. There is no page to consent on: clients of the cloud itself need
/// no consent, and for others a page may be made from the description.
struct AuthorizationRoutes: Sendable {
    let services: AstakosServices
    let sessions: WebSessions
    let forms: FormGuard
    let addresses: PageAddresses

    func add(to router: inout APIRouter) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "auth", endings: .slash, access: .open, ask)
        }
        router.post("auth", endings: .slash, access: .open, consent)
    }

    /// 302 to log in, to the terms of use, or back to a trusted client with a code; 200 the description of another one's
    /// request; badRequest
    @Sendable func ask(request: Request, context: APIContext) async throws -> Response {
        let asked = try await AuthorizationRequest(context.query, clients: services.oauthClients)
        return try await withUser(of: request, asked) { user in
            if asked.client.isTrusted { return try await grant(asked, user) }
            let token = forms.token(for: request)
            var response = Response.json(asked.description(formToken: token))
            forms.remember(token, in: &response)
            return response
        }
    }

    /// 302 as above, with a code for every client; badRequest, forbidden
    @Sendable func consent(request: Request, context: APIContext) async throws -> Response {
        let form = try await request.form(upTo: 1 << 16)
        let asked = try await AuthorizationRequest(form, clients: services.oauthClients)
        try forms.check(request, form)
        return try await withUser(of: request, asked) { try await grant(asked, $0) }
    }

    private func grant(_ asked: AuthorizationRequest, _ user: User) async throws -> Response {
        let code = try await services.oauthGrants.authorize(
            asked.client, redirectURI: asked.redirectURI, scope: asked.scope, user: user.id)
        return .redirect(to: asked.address(with: code))
    }

    /// Who may not consent yet is sent to where that is mended, and from there back to the request.
    private func withUser(
        of request: Request, _ asked: AuthorizationRequest, _ body: (User) async throws -> Response
    ) async throws -> Response {
        let here = "\(addresses.basePath)/oauth2/auth?\(asked.query)"
        guard let holder = try await sessions.holder(of: request) else {
            return .redirect(to: addresses.absolute(addresses.login(next: here), request))
        }
        guard holder.hasSignedTerms else {
            return .redirect(to: addresses.absolute(addresses.terms(next: here), request))
        }
        return try await body(holder.user)
    }
}
