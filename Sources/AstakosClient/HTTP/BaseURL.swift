import Vocabulary

/// A server and a path on it, without a slash at its end.
struct BaseURL: Sendable, Hashable {
    var scheme: String
    /// Host, and port if there is one.
    var authority: String
    /// Empty, or begins with a slash.
    var path: String

    /// - Throws: badRequest.
    init(_ text: String) throws {
        let parts = text.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else {
            throw Fault(.badRequest, "'\(text)' is no http or https URL.")
        }
        scheme = String(parts[0])
        authority = String(parts[1].prefix { $0 != "/" })
        guard !authority.isEmpty else { throw Fault(.badRequest, "'\(text)' names no host.") }
        path = parts[1].dropFirst(authority.count).split(separator: "/").map { "/" + $0 }.joined()
    }
}
