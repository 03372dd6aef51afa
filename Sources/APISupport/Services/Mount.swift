/// A service and the path it answers under.
public struct Mount: Sendable {
    /// Percent-encoded, without a slash at its end; empty for all paths.
    public let prefix: String
    public let service: APIService

    public init(_ prefix: String, _ service: APIService) {
        var prefix = prefix[...]
        while prefix.last == "/" { prefix.removeLast() }
        self.prefix = String(prefix)
        self.service = service
    }

    /// What follows the prefix; nil when the path is not below it.
    func rest(of path: String) -> Substring? {
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = path[path.utf8.index(path.startIndex, offsetBy: prefix.utf8.count)...]
        return rest.isEmpty || rest.utf8.first == UInt8(ascii: "/") ? rest : nil
    }
}
