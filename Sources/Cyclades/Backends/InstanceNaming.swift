public import Vocabulary

/// How servers and networks are called at a backend (compute.md 4.2).
public struct InstanceNaming: Sendable, Hashable {
    /// `BACKEND_PREFIX_ID`, for instance `snf-`.
    public var prefix: String

    public init(prefix: String) {
        self.prefix = prefix
    }

    /// `snf-42`.
    public func instance(_ server: Server.ID) -> InstanceName { InstanceName("\(prefix)\(server)") }

    /// `snf-net-7`.
    public func network(_ network: Network.ID) -> String { "\(prefix)net-\(network)" }

    /// The server of this name; nil for an instance that is none of ours.
    public func server(named name: String) -> Server.ID? { number(in: name, after: prefix).map { Server.ID($0) } }

    /// The network of this name; nil for one that is none of ours.
    public func network(named name: String) -> Network.ID? {
        number(in: name, after: prefix + "net-").map { Network.ID($0) }
    }

    /// What follows the prefix, when that is all ASCII digits and fits a key.
    private func number(in name: String, after prefix: String) -> Int64? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.dropFirst(prefix.count)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(digits)
    }
}
