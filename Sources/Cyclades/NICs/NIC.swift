public import SQLAccess
public import Vocabulary

/// A network interface of a server.
public struct NIC: Sendable, Hashable {
    public var server: Server.ID
    public var network: Network.ID
    /// Its place among the server's interfaces, from 0; moves when one before it is removed.
    public var position: Int
    /// Empty until the backend has told it.
    public var mac: String
    public var ipv4: String?
    public var ipv6: String?
    public var firewall: FirewallProfile?
    public var state: State
    /// Positions are about to change: nothing may be removed until the backend has reported.
    public var isDirty: Bool

    public enum State: String, SQLConvertible, Hashable {
        case building = "BUILDING"
        case active = "ACTIVE"
    }

    public init(
        server: Server.ID, network: Network.ID, position: Int, mac: String = "", ipv4: String? = nil,
        ipv6: String? = nil, firewall: FirewallProfile? = nil, state: State, isDirty: Bool = false
    ) {
        self.server = server
        self.network = network
        self.position = position
        self.mac = mac
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.firewall = firewall
        self.state = state
        self.isDirty = isDirty
    }

    /// `nic-42-0`: how the API names it.
    public var name: String { "nic-\(server)-\(position)" }
}

/// How much a node lets through to an interface (compute.md 2.6).
public enum FirewallProfile: String, SQLConvertible, Hashable, CaseIterable {
    case enabled = "ENABLED"
    case disabled = "DISABLED"
    case protected = "PROTECTED"

    /// The last part of the backend's tag.
    public var tag: String {
        switch self {
        case .enabled: "protected"
        case .disabled: "unprotected"
        case .protected: "limited"
        }
    }

    public init?(tag: String) {
        guard let profile = Self.allCases.first(where: { $0.tag == tag }) else { return nil }
        self = profile
    }
}
