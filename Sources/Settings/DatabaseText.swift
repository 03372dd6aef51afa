import Vocabulary

/// The address of a database as people may see it.
public enum DatabaseText {
    /// The address with `***` in place of a password: before the host or among the parameters of a URL, or among the
    /// `name=value` pairs that libpq takes too.
    public static func harmless(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://"),
            address[..<scheme.lowerBound].utf8.allSatisfy({ (97...122).contains($0 | 32) })
        else { return harmlessPairs(address) }
        let rest = address[scheme.upperBound...]
        let credentials = credentials(in: rest)
        let question = address[credentials.endIndex...].firstIndex(of: "?") ?? address.endIndex
        let parameters = address[question...].split(separator: "&", omittingEmptySubsequences: false).map { part in
            let name = part.prefix { $0 != "=" }
            return isSecret(name.hasPrefix("?") ? name.dropFirst() : name) ? name + "=***" : part
        }
        let user = credentials.prefix { $0 != ":" }
        return address[..<scheme.upperBound] + user + (user.endIndex < credentials.endIndex ? ":***" : "")
            + address[credentials.endIndex..<question] + parameters.joined(separator: "&")
    }

    /// What stands before the `@` of a URL's host, empty when there is none. A password may hold `@` and, for libpq, `?`.
    private static func credentials(in rest: Substring) -> Substring {
        let authority = rest.prefix { $0 != "/" }
        // A slash in a password is a mistake, and no reason to show it.
        let place = authority.contains("@") ? authority : rest.prefix { $0 != "?" }
        return rest[..<(place.lastIndex(of: "@") ?? rest.startIndex)]
    }

    private static func isSecret(_ name: Substring) -> Bool {
        (PercentEncoding.decode(name) ?? String(name)).lowercased().hasSuffix("password")
    }

    /// `host=db password='a b' dbname=astakos`: a value may be in quotes, and a backslash keeps the character after it.
    private static func harmlessPairs(_ text: String) -> String {
        let secret = /(password\s*=\s*)(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|(?:\\.|[^\s\\])+)/.ignoresCase()
        return text.replacing(secret) { "\($0.output.1)***" }
    }
}
