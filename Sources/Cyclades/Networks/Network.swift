import AstakosClient
public import Vocabulary

/// A virtual network: one that users share (public, without an owner), or a user's own.
///
/// It is active from its creation and is made at a backend when the first server there joins it. It is deleted once
/// it is gone from every backend. Source: compute.md 2.12 and 4.1, operations.md 4.4.
public struct Network: Sendable, Hashable {
    public typealias ID = Identifier<Network, Int64>

    public var id: ID
    public var name: String
    /// Nil for public networks.
    public var owner: UserID?
    public var type: NetworkType
    /// The bridge or routing table on the nodes.
    public var link: String
    /// The first five hex digits of its MAC addresses, `aa:00:1`; a backend adds the sixth.
    public var macPrefix: String
    public var cidr: String
    public var gateway: String?
    public var cidr6: String?
    public var gateway6: String?
    public var hasDHCP: Bool
    public var isPublic: Bool
    /// Gives out no new addresses.
    public var isDrained: Bool
    public var state: NetworkState
    public var task: NetworkTask
    public var isDeleted: Bool
    public var created: Timestamp
    public var updated: Timestamp

    /// What one network costs its owner, or gives back; empty for those without one.
    func provisions(releasing: Bool = false) -> [Provision] {
        guard let owner else { return [] }
        return [Provision(holder: owner, resource: "cyclades.network.private", quantity: releasing ? -1 : 1)]
    }

    /// The IPv6 address of an interface with this MAC.
    func ipv6(ofMAC mac: String) -> String? {
        cidr6.flatMap(IPv6Subnet.init)?.address(ofMAC: mac)?.description
    }
}

/// A network on one backend.
public struct BackendNetwork: Sendable, Hashable {
    public var network: Network.ID
    public var backend: Backend.ID
    /// All six digits, `aa:00:10`.
    public var macPrefix: String
    public var state: NetworkState
    public var job: NetworkJob
    public var reportedAt: Timestamp?

    /// What was last told of a job.
    public struct NetworkJob: Sendable, Hashable {
        public var id: JobID?
        public var opcode: String?
        public var status: JobStatus?
        public var log: String?
    }
}
