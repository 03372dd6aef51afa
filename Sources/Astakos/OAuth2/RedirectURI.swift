import Vocabulary

/// An address that a browser can be sent to with a code, taken apart the way browsers do it, so that what was compared is
/// what is visited.
///
/// It has a scheme, a host and at most a port, a path and a query: no fragment, which would take the code away, no name
/// before the host, which only misleads, and no way up in the path, however it is encoded. Source: identity.md 8.9.
struct RedirectURI: Sendable, Hashable {
    /// `http` or `https`.
    var scheme: String
    /// In lower case; an IPv6 address with its brackets.
    var host: String
    /// The scheme's own where none is written.
    var port: UInt16
    /// As it was written: empty, or begins with a slash.
    var path: String
    var hasQuery: Bool

    /// Bytes. `OAUTH2_MAXIMUM_ALLOWED_REDIRECT_URI_LENGTH` of the original.
    static let lengthMax = 5000

    /// Nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count <= Self.lengthMax, text.utf8.allSatisfy(Self.isAllowed),
            let colon = text.firstRange(of: "://")
        else { return nil }
        scheme = text[..<colon.lowerBound].lowercased()
        guard let standardPort = Self.standardPorts[scheme] else { return nil }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@"), let (host, port) = Self.split(authority) else { return nil }
        self.host = host
        self.port = port ?? standardPort
        let target = rest[authority.endIndex...]
        path = String(target.prefix { $0 != "?" })
        hasQuery = target.contains("?")
        // Whoever reads the path may decode it before it is cut at its slashes.
        let segments = PercentEncoding.decodeBytes(path).split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        guard !segments.contains(where: { $0.elementsEqual("..".utf8) }) else { return nil }
    }

    /// Whether it is the other address or lies below it: on the same host, with a path that goes on after a slash.
    func isBelow(_ other: RedirectURI) -> Bool {
        guard scheme == other.scheme, host == other.host, port == other.port else { return false }
        var base = other.path[...]
        while base.last == "/" { base.removeLast() }
        return path == base || path.hasPrefix(base + "/")
    }

    private static let standardPorts: [String: UInt16] = ["http": 80, "https": 443]

    private static func split(_ authority: Substring) -> (host: String, port: UInt16?)? {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        guard !host.isEmpty else { return nil }
        let rest = authority[host.endIndex...]
        guard !rest.isEmpty, rest != ":" else { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
            return nil
        }
        return (host.lowercased(), port)
    }

    /// What stands in an address as it is; a browser takes a backslash for a slash.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127 && !##"\#"<>^`{|}"##.utf8.contains(byte)
    }
}
