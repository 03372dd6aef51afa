/// A scheme and a host, perhaps with a port: where browsers keep cookies and scripts apart.
public struct WebOrigin: Sendable, Hashable {
    /// `http` or `https`.
    public let scheme: String
    /// Host, and port if there is one, as it was written.
    public let authority: String

    /// - Parameter authority: `host` or `host:port`.
    public init(scheme: String, authority: String) {
        self.scheme = scheme
        self.authority = authority
    }

    /// The origin of a URL.
    public init(url: String) {
        let parts = url.split(separator: "://", maxSplits: 1)
        self.init(
            scheme: parts.count == 2 ? String(parts[0]) : "http",
            authority: String((parts.last ?? "").prefix { $0 != "/" })
        )
    }

    /// `https://files.example.org`
    public var url: String { "\(scheme)://\(authority)" }

    /// The host without the port, in lower case. Cookies know no ports.
    public var host: String { Self.split(authority).host }

    /// Whether a request's `Host` header means this origin. Letters count alike, and the port that the scheme has anyway may
    /// be written or not.
    public func isNamed(_ authority: String?) -> Bool {
        guard let authority else { return false }
        let (own, asked) = (Self.split(self.authority), Self.split(authority))
        return own.host == asked.host && (own.port ?? standardPort) == (asked.port ?? standardPort)
    }

    /// Whether a request's `Host` header means this host, on whatever port and with or without the dot at its end.
    public func sharesCookies(with authority: String?) -> Bool {
        func name(_ host: String) -> Substring { host.hasSuffix(".") ? host.dropLast() : host[...] }
        return authority.map { name(Self.split($0).host) == name(host) } ?? false
    }

    public static func == (a: Self, b: Self) -> Bool { a.scheme == b.scheme && a.isNamed(b.authority) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(scheme)
        hasher.combine(host)
    }

    private var standardPort: Substring { scheme == "https" ? "443" : "80" }

    private static func split(_ authority: String) -> (host: String, port: Substring?) {
        let host =
            authority.hasPrefix("[")
            ? authority[..<(authority.firstIndex(of: "]").map(authority.index(after:)) ?? authority.endIndex)]
            : authority.prefix { $0 != ":" }
        let port = authority[host.endIndex...].dropFirst()
        return (host.lowercased(), port.isEmpty ? nil : port)
    }
}
