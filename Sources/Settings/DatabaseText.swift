/// The address of a database as people may see it.
public enum DatabaseText {
    /// The address with `***` in place of a password: before the host, or among the parameters.
    public static func harmless(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let question = address[scheme.upperBound...].firstIndex(of: "?") ?? address.endIndex
        var place = String(address[scheme.upperBound..<question])
        if let end = place.lastIndex(of: "@"), let start = place[..<end].firstIndex(of: ":") {
            place.replaceSubrange(place.index(after: start)..<end, with: "***")
        }
        let parameters = address[question...].split(separator: "&", omittingEmptySubsequences: false).map { part in
            let name = part.prefix { $0 != "=" }
            return ["password", "?password", "sslpassword", "?sslpassword"].contains(name) ? name + "=***" : part
        }
        return address[..<scheme.upperBound] + place + parameters.joined(separator: "&")
    }
}
