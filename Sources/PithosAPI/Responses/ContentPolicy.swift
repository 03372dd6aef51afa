import HTTPTypes

/// Keeps what users store from acting in our name.
///
/// A page that somebody uploaded is served from where everybody is logged in: its scripts could read the cookie of
/// whoever looks at it. In a sandbox it is shown, and can do nothing. Types that browsers only show need none, and some
/// of their viewers do not work in one. Where users' content has a domain of its own (object-storage.md 8.3) there are no
/// cookies, but views and public links of others: the sandbox keeps pages from those.
enum ContentPolicy {
    static func add(to headers: inout HTTPFields) {
        if !isHarmless(headers[.contentType] ?? "") { headers[.contentSecurityPolicy] = "sandbox" }
    }

    private static func isHarmless(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        switch type {
        case "application/pdf", "text/plain": return true
        case "image/svg+xml": return false
        default: return ["image/", "audio/", "video/"].contains { type.hasPrefix($0) }
        }
    }
}
