import Vocabulary

extension RequestTarget {
    /// Path and query as they may stand in an address: what was sent, with those bytes encoded that browsers would encode
    /// otherwise. A token for the API is left out, for it is meant for the host that it was sent to.
    public var asURL: String { url(without: ["X-Auth-Token"]) }

    /// The same without the parameters of these names.
    public func url(without names: Set<String>) -> String {
        let path = PercentEncoding.encode(path, allowed: Self.inPath)
        let pairs = (queryText ?? "").split(separator: "&").filter { pair in
            let name = pair.prefix { $0 != "=" }
            return !names.contains(PercentEncoding.decode(name, plusIsSpace: true) ?? String(name))
        }
        guard !pairs.isEmpty else { return path }
        return path + "?" + PercentEncoding.encode(pairs.joined(separator: "&"), allowed: Self.inQuery)
    }

    /// RFC 3986, without the apostrophe, which browsers encode in queries; `%` stands as it was sent.
    private static let inPath = PercentEncoding.Allowed("_.-~/%!$&()*+,;=:@")
    private static let inQuery = PercentEncoding.Allowed("_.-~/%!$&()*+,;=:@?")
}
