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
    func set(_ session: SessionService.Opened, of user: User, in response: inout Response) async throws {
        response.set(
            Cookie(
                name: Self.sessionCookie, value: session.cookie, expires: session.expires,
                isSecure: settings.cookieIsSecure))
        try await setToken(of: user, in: &response)
    }

    /// Sets the cookie with uuid and token, for instance after the token was renewed.
    public func setToken(of user: User, in response: inout Response) async throws {
        response.set(
            Cookie(
                name: settings.cookieName, value: try await tokenCookie(of: user), expires: user.tokenExpires,
                domain: settings.cookieDomain, isSecure: settings.cookieIsSecure, isHTTPOnly: false))
    }

    /// Whether the cookie with uuid and token says what the session says: a page that finds it does not sets it anew.
    public func isTokenCookieCurrent(_ request: Request, _ holder: TokenHolder?) async throws -> Bool {
        guard let holder else { return request.cookie(settings.cookieName) == nil }
        return request.cookie(settings.cookieName) == (try await tokenCookie(of: holder.user))
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

    private func tokenCookie(of user: User) async throws -> String {
        PercentEncoding.encode("\(user.uuid)|\(try await services.tokens.reveal(user.id))")
    }
}
