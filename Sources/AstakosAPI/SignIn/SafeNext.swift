/// Where a page may lead to when it is told so by a `next` parameter: nowhere but to this cloud.
///
/// Source: identity.md 7.4; unlike the original, nothing else is allowed when no domain is configured.
struct SafeNext: Sendable {
    /// Of the cloud's own pages, without the port.
    var host: String
    /// `ASTAKOS_COOKIE_DOMAIN`: its hosts are allowed too. May begin with a dot.
    var domain: String

    /// Bytes. A request of an OAuth client holds an address of up to 5000, percent-encoded.
    private static let lengthMax = 16 << 10

    /// The address when it is safe to go there; nil otherwise, and for none.
    func checked(_ next: String?) -> String? {
        guard let next, !next.isEmpty, next.utf8.count <= Self.lengthMax,
            next.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") })
        else { return nil }
        if next.hasPrefix("/") { return next.hasPrefix("//") ? nil : next }
        guard let scheme = ["http://", "https://"].first(where: { next.lowercased().hasPrefix($0) }) else { return nil }
        let authority = next.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        // A name in front of the host only serves to mislead.
        guard !authority.contains("@") else { return nil }
        let asked = authority.prefix { $0 != ":" }.lowercased()
        guard authority.dropFirst(asked.count + 1).utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return asked == host.lowercased() || isInDomain(asked) ? next : nil
    }

    private func isInDomain(_ asked: String) -> Bool {
        let domain = (domain.hasPrefix(".") ? String(domain.dropFirst()) : domain).lowercased()
        return !domain.isEmpty && (asked == domain || asked.hasSuffix("." + domain))
    }
}
