import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `auth/tokens`: log-in, and what a token is. Source: openstack.md 2.3, 2.4.
struct AuthTokenRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.post("auth/tokens", endings: .slash, access: .open, create)
        router.get("auth/tokens", endings: .slash, access: .open, show)
        router.head("auth/tokens", endings: .slash, access: .open, show)
        router.delete("auth/tokens", endings: .slash, access: .open, revoke)
    }

    /// 201 what the token is, with the token in `X-Subject-Token`; badRequest, unauthorized
    @Sendable func create(request: Request, context: APIContext) async throws -> Response {
        let body = try AuthBody(try await request.smallJSON())
        let issued = try await identity.services.authentication.authenticate(
            body.proofs, scope: body.scope, address: context.remoteAddress)
        return try await answer(issued.holder, issued.token.exposed, .created, context)
    }

    /// 200 what the token in `X-Subject-Token` is; unauthorized, forbidden for another's, itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let (subject, token) = try await subject(request, context)
        return try await answer(subject, token, .ok, context)
    }

    /// 204; as `show`
    @Sendable func revoke(request: Request, context: APIContext) async throws -> Response {
        let (subject, token) = try await subject(request, context)
        try await identity.services.scopedTokens.revoke(token, of: subject)
        return .empty(.noContent)
    }

    private func answer(
        _ holder: TokenHolder, _ token: String, _ status: HTTPResponse.Status, _ context: APIContext
    ) async throws -> Response {
        let hasCatalog = holder.scope != .none && !context.query.contains("nocatalog")
        let document = TokenDocument(holder: holder, catalog: hasCatalog ? try await identity.catalog(of: holder) : nil)
        return .json(document, status: status, headers: [.subjectToken: token])
    }

    /// The token that is asked about, which has to be the caller's.
    private func subject(_ request: Request, _ context: APIContext) async throws -> (TokenHolder, String) {
        let caller = try await identity.callers.user(of: request, context)
        guard let token = request.headers[.subjectToken], !token.isEmpty else {
            throw Fault(.badRequest, "The header X-Subject-Token is missing.")
        }
        guard let subject = try await identity.services.tokens.lookup(token), subject.isGood(at: identity.now()) else {
            throw Fault(.itemNotFound, "This is not a recognized token.")
        }
        guard subject.user.id == caller.user.id else {
            throw Fault(.forbidden, "You may only ask about your own tokens.")
        }
        return (subject, token)
    }
}

extension TokenHolder {
    fileprivate func isGood(at time: Timestamp) -> Bool { (try? check(at: time)) != nil }
}

extension HTTPField.Name {
    static let subjectToken = HTTPField.Name.known("X-Subject-Token")
}
