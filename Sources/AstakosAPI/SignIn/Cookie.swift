import HTTPTypes
import HummingbirdCore
import Vocabulary

/// A cookie to be set. Source: identity.md 1.6.
struct Cookie: Sendable {
    var name: String
    /// Nothing but what may stand in a cookie as it is: percent-encoded where needed.
    var value: String
    /// Nil: until the browser is closed.
    var expires: Timestamp?
    var domain = ""
    var isSecure = false
    /// Whether scripts of the page cannot read it.
    var isHTTPOnly = true

    /// One that is deleted.
    static func deleted(_ name: String, domain: String = "") -> Cookie {
        Cookie(name: name, value: "", expires: Timestamp(microseconds: 0), domain: domain)
    }

    /// The header that sets it. `SameSite=Lax`: requests that other sites make carry it only when the user follows a
    /// link.
    var header: HTTPField {
        var text = "\(name)=\(value); Path=/"
        if let expires { text += "; Expires=\(expires.rfc1123)" }
        if !domain.isEmpty { text += "; Domain=\(domain)" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return HTTPField(name: .setCookie, value: text + "; SameSite=Lax")
    }
}

extension Response {
    mutating func set(_ cookie: Cookie) {
        headers.append(cookie.header)
    }
}
