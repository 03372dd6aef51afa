import NIOHTTP1

/// What a request's head must hold before anyone looks at it. The decoder has refused what cannot be read and all
/// contradictory lengths; this refuses what two readers could understand in two ways (RFC 9112, sections 3 and 6).
enum RequestHeadCheck {
    /// Why the request is refused; nil when it is not.
    static func objection(to head: HTTPRequestHead) -> String? {
        let hosts = head.headers["Host"]
        if hosts.count > 1 { return "There is more than one Host header." }
        if hosts.isEmpty, !head.isHTTP10 { return "The Host header is missing." }

        let encodings = head.headers["Transfer-Encoding"]
        let lengths = head.headers["Content-Length"]
        if !encodings.isEmpty {
            if head.isHTTP10 { return "HTTP/1.0 has no Transfer-Encoding." }
            if !lengths.isEmpty { return "Content-Length and Transfer-Encoding exclude each other." }
            if encodings.count > 1 || encodings[0].lowercased() != "chunked" {
                return "The Transfer-Encoding should be chunked."
            }
        }
        if lengths.count > 1 { return "There is more than one Content-Length header." }
        if let length = lengths.first, length.isEmpty || !length.utf8.allSatisfy({ (48...57).contains($0) }) {
            return "The Content-Length is no number."
        }
        if head.method == .CONNECT { return "This is no proxy." }
        guard RequestTargetForm.originForm(of: head.uri) != nil else { return "The request's target cannot be read." }
        return nil
    }
}

extension HTTPRequestHead {
    /// Whether the client speaks HTTP/1.0 (or 0.9), and so knows neither chunks nor kept connections by itself.
    var isHTTP10: Bool { version.major < 1 || (version.major == 1 && version.minor == 0) }
}

/// The four forms of a request's target, of which three reach a server (RFC 9112 section 3.2).
enum RequestTargetForm {
    /// Path and query, from either of origin-form and absolute-form; nil for what is neither.
    static func originForm(of target: String) -> String? {
        if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target }
        let lowercased = target.prefix(8).lowercased()
        guard lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") else { return nil }
        let rest = target.dropFirst(lowercased.hasPrefix("https://") ? 8 : 7)
        guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
        return rest[start] == "?" ? "/\(rest[start...])" : String(rest[start...])
    }
}
