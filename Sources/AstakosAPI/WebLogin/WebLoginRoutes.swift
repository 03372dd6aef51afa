import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Settings
import Vocabulary

/// `weblogin/login`: hands a token to a native client that opened a browser. Source: identity.md 2.18.
struct WebLoginRoutes: Sendable {
    let services: AstakosServices
    let settings: AstakosSettings
    let sessions: WebSessions
    let addresses: PageAddresses

    func add(to router: inout APIRouter) {
        router.get("login", access: .open, login)
    }

    /// 302 to the client, or to log in first; 403 for a target that is no client's
    @Sendable func login(request: Request, context: APIContext) async throws -> Response {
        guard let next = context.query["next"], isAllowed(next) else {
            return .text("This address may not be given a token.\n", status: .forbidden)
        }
        var holder = try await sessions.holder(of: request)
        if holder != nil, context.query["force"] == "" {
            try await sessions.end(of: request)
            holder = nil
        }
        guard let holder else { return redirect(to: "/login?next=", request, context) }
        guard holder.hasSignedTerms else { return redirect(to: "/approval_terms?next=", request, context) }

        guard context.query["renew"] == "" else {
            let token = try await services.tokens.reveal(holder.user.id)
            return .redirect(to: Self.target(next, holder.user, token: token))
        }
        // Whose session ends meanwhile, as by a new password, logs in again.
        guard let cookie = request.cookie(WebSessions.sessionCookie),
            let token = try await services.tokens.renew(holder.user.id, ofSession: cookie)
        else { return redirect(to: "/login?next=", request, context) }
        let user = try await services.users.find(holder.user.id)
        var response = Response.redirect(to: Self.target(next, user, token: token))
        do {
            sessions.set(try await services.sessions.open(user, with: token), of: user, in: &response)
        } catch is LoginRefusal {
            return redirect(to: "/login?next=", request, context)
        }
        return response
    }

    /// To a page of ours that leads back here, this time without `force`.
    private func redirect(to page: String, _ request: Request, _ context: APIContext) -> Response {
        let query = context.query.all.filter { $0.name != "force" }
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        let here = addresses.absolute(addresses.webLoginPath, request) + "?" + query.joined(separator: "&")
        return .redirect(to: addresses.absolute(addresses.uiPath + page + PercentEncoding.encode(here), request))
    }

    /// Only the scheme says whether a client may have the token: those of native clients cannot be a web site's.
    private func isAllowed(_ next: String) -> Bool {
        guard next.utf8.count <= 4096, next.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
            let colon = next.firstIndex(of: ":")
        else { return false }
        return settings.redirectSchemes.contains(next[..<colon].lowercased())
    }

    /// The client's address with user and token as its only query.
    private static func target(_ next: String, _ user: User, token: String) -> String {
        let fragment = next.firstIndex(of: "#").map { next[$0...] } ?? ""
        let path = next.prefix { $0 != "?" && $0 != "#" }
        return
            "\(path)?token=\(PercentEncoding.encode(token))&uuid=\(PercentEncoding.encode(user.uuid.rawValue))\(fragment)"
    }
}
