public import APISupport
import HTTPTypes
public import HummingbirdCore
import Vocabulary

/// Refuses forms that another site sends with our user's cookies.
///
/// A browser says where a form comes from, and our pages carry a text that only they know: the cookie `csrftoken`,
/// again
/// in the field `csrfmiddlewaretoken`. Source: identity.md 1.6, 7.7.
public struct FormGuard: Sendable {
    let isSecure: Bool

    static let cookieName = "csrftoken"
    /// The form field that repeats the cookie.
    public static let fieldName = "csrfmiddlewaretoken"

    /// The text for a page's forms: what the browser has already, or a new one, which `remember` has to set.
    public func token(for request: Request) -> String {
        request.cookie(Self.cookieName).flatMap { Self.isToken($0) ? $0 : nil } ?? RandomToken.text()
    }

    /// Makes the browser keep the text.
    public func remember(_ token: String, in response: inout Response) {
        response.set(Cookie(name: Self.cookieName, value: token, isSecure: isSecure))
    }

    /// - Parameter isNeeded: whether a browser without the cookie is refused too. Not where nobody is logged in yet:
    ///   scripts log in without fetching the page first.
    /// - Throws: forbidden.
    public func check(_ request: Request, _ form: QueryParameters, isNeeded: Bool = true) throws {
        let refusal = Fault(
            .forbidden, "This form did not come from our own page, or is too old. Go back, reload, try again.")
        if request.headers[.secFetchSite] == "cross-site" { throw refusal }
        if let origin = request.headers[.origin], origin != "null", let own = request.head.authority {
            guard origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) == own else {
                throw refusal
            }
        }
        guard let cookie = request.cookie(Self.cookieName) else {
            if isNeeded { throw refusal }
            return
        }
        guard let field = form[Self.fieldName], Secret(field) == Secret(cookie) else { throw refusal }
    }

    private static func isToken(_ text: String) -> Bool {
        text.utf8.count == 43 && Base64URL.decode(text) != nil
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name.known("Sec-Fetch-Site")
}
