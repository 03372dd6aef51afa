import Vocabulary

/// Who may read or write all of a container, in OpenStack Swift's words: `.r:*,.rlistings,project:user`.
///
/// Users named become grants on the container itself; pages that requests come from (`.r:`) are judged request by
/// request. A project's name before a user does not count, and a project as a whole cannot be named: only users have
/// accounts here.
///
/// - Source: openstack.md 7.4.
public struct ContainerACL: Sendable, Hashable {
    /// As it is stored and read back: without blanks, with `.r:` for each way to spell it.
    public private(set) var text = ""
    /// Users' uuids or names, in lower case; `*` for everyone who is logged in.
    private(set) var users: [String] = []
    /// Whoever reads objects may also list them.
    private(set) var listsForReferrers = false
    private var referrers: [Referrer] = []

    fileprivate struct Referrer: Sendable, Hashable {
        var isAllowed: Bool
        /// `*`, a host, or `.domain`.
        var host: String
    }

    public enum Kind: String, Sendable {
        case read = "X-Container-Read"
        case write = "X-Container-Write"
    }

    /// - Throws: badRequest.
    public init(_ text: String, _ kind: Kind) throws {
        var items: [String] = []
        for part in text.split(separator: ",") {
            let item = Self.trimmed(part)
            guard !item.isEmpty else { continue }
            items.append(try item.first == "." ? designator(item, kind) : user(item))
        }
        self.text = items.joined(separator: ",")
    }

    /// Whether a request that comes from this page may read; the last word that fits decides.
    ///
    /// - Parameter referrer: the `Referer` header.
    public func allows(referrer: String?) -> Bool {
        let host = referrer.flatMap(Self.host) ?? ""
        return referrers.last { $0.matches(host) }?.isAllowed ?? false
    }

    /// Whether a request that comes from this page may list.
    public func allowsListing(referrer: String?) -> Bool { listsForReferrers && allows(referrer: referrer) }

    private mutating func user(_ item: String) -> String {
        let names = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
        let name = (names.count == 2 && names[1] != "*" ? names[1] : names[0]).lowercased()
        if !name.isEmpty { users.append(name) }
        return names.joined(separator: ":")
    }

    private mutating func designator(_ item: String, _ kind: Kind) throws -> String {
        let halves = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
        if halves.count == 1 {
            guard item == ".rlistings" else { throw fault("unknown designator \(item)", kind) }
            listsForReferrers = true
            return item
        }
        guard [".r", ".ref", ".referer", ".referrer"].contains(halves[0]) else {
            throw fault("unknown designator \(halves[0])", kind)
        }
        guard kind == .read else { throw fault("referrers may not write", kind) }
        let isAllowed = !halves[1].hasPrefix("-")
        var host = isAllowed ? halves[1] : Self.trimmed(halves[1].dropFirst())
        if host.hasPrefix("*"), host != "*" { host = Self.trimmed(host.dropFirst()) }
        guard !host.isEmpty, host != "." else { throw fault("no host in \(item)", kind) }
        referrers.append(Referrer(isAllowed: isAllowed, host: host.lowercased()))
        return ".r:\(isAllowed ? "" : "-")\(host)"
    }

    private func fault(_ what: String, _ kind: Kind) -> Fault { Fault(.badRequest, "\(kind.rawValue): \(what)") }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text).drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }

    /// The host of a URL, in lower case.
    private static func host(_ url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@").last ?? ""
        return host.prefix { $0 != ":" }.lowercased()
    }
}

extension ContainerACL.Referrer {
    fileprivate func matches(_ asked: String) -> Bool {
        host == "*" || host == asked || (host.hasPrefix(".") && asked.hasSuffix(host))
    }
}

/// What to do with a container's access lists: nil leaves one, an empty one takes it away.
public struct ContainerACLChange: Sendable {
    public var read: ContainerACL?
    public var write: ContainerACL?

    public init(read: ContainerACL? = nil, write: ContainerACL? = nil) {
        self.read = read
        self.write = write
    }

    var isEmpty: Bool { read == nil && write == nil }

    /// The lists as they are kept beside the container.
    var system: [SystemMetadata.Key: String] {
        var values: [SystemMetadata.Key: String] = [:]
        if let read { values[.readers] = read.text }
        if let write { values[.writers] = write.text }
        return values
    }
}
