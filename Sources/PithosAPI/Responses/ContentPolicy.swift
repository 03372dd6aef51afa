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

    /// Types that no browser runs anything of. Not by their kind: one that it does not know it may take for another.
    private static let harmless: Set<String> = [
        "application/pdf", "text/plain",
        "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff", "image/vnd.microsoft.icon",
        "image/webp", "image/x-icon",
        "audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm", "audio/x-wav",
        "video/mp4", "video/mpeg", "video/ogg", "video/quicktime", "video/webm", "video/x-matroska",
    ]

    /// Of a list, as `image/png, text/html`, browsers take what they like: only a single type counts, with a character set
    /// at most.
    static func isHarmless(_ contentType: String) -> Bool {
        let parts = contentType.lowercased().split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let type = parts.first, harmless.contains(String(type.prefix { $0 != " " })),
            type.drop(while: { $0 != " " }).allSatisfy({ $0 == " " })
        else { return false }
        guard parts.count > 1 else { return true }
        let parameter = parts[1].drop { $0 == " " }
        return parameter.hasPrefix("charset=")
            && parameter.dropFirst("charset=".count).utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || "-_.".utf8.contains($0)
            }
    }
}
