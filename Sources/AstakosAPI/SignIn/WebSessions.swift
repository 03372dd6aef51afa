import APISupport
public import Astakos
public import HummingbirdCore
import Settings
import Vocabulary

/// The cookies that say who is logged in, and what they stand for.
///
/// Two cookies: the session's, which only the server can read anything from, and the one with uuid and token that the
/// pages of all components read with their scripts. Source: identity.md 1.6.
public struct WebSessions: Sendable {
    let services: AstakosServices
    let settings: AstakosSettings

    static let sessionCookie = "sessionid"

    /// Who is logged in; nil for nobody. Not whether the terms are signed.
    public func holder(of request: Request) async throws -> TokenHolder? {
        guard let cookie = request.cookie(Self.sessionCookie) else { return nil }
        return try await services.sessions.lookup(cookie)
    }

    /// Sets both cookies for a session that has just begun.
    func set(_ session: SessionService.Opened, of user: User, in response: inout Response) {
        response.set(
            Cookie(
                name: Self.sessionCookie, value: session.cookie, expires: session.expires,
                isSecure: settings.cookieIsSecure))
        set(token: session.token, of: user, in: &response)
    }

    /// Sets the cookie with uuid and token, for instance after the token was renewed.
    public func setToken(of user: User, in response: inout Response) async throws {
        set(token: try await services.tokens.reveal(user.id), of: user, in: &response)
    }

    private func set(token: String, of user: User, in response: inout Response) {
        response.set(
            Cookie(
                name: settings.cookieName, value: Self.tokenCookie(of: user, token), expires: user.tokenExpires,
                domain: settings.cookieDomain, isSecure: settings.cookieIsSecure, isHTTPOnly: false))
    }

    /// Whether the cookie with uuid and token says what the session says: a page that finds it does not sets it anew.
    public func isTokenCookieCurrent(_ request: Request, _ holder: TokenHolder?) async throws -> Bool {
        guard let holder else { return request.cookie(settings.cookieName) == nil }
        let token = try await services.tokens.reveal(holder.user.id)
        return request.cookie(settings.cookieName) == Self.tokenCookie(of: holder.user, token)
    }

    /// Deletes both cookies.
    public func clear(in response: inout Response) {
        response.set(.deleted(Self.sessionCookie))
        response.set(.deleted(settings.cookieName, domain: settings.cookieDomain))
    }

    /// Ends the session that a request belongs to, if it belongs to one.
    public func end(of request: Request) async throws {
        guard let cookie = request.cookie(Self.sessionCookie) else { return }
        try await services.sessions.close(cookie)
    }

    private static func tokenCookie(of user: User, _ token: String) -> String {
        PercentEncoding.encode("\(user.uuid)|\(token)")
    }
}
