public import Vocabulary

/// A backend that has private networks and firewalls besides the public network every backend has.
///
/// As with `VMBackend`, each call returns once the backend has taken the job; the outcome arrives as an event, and a
/// call may be repeated.
public protocol NetworkingBackend: VMBackend {
    /// Makes the network and connects it to all nodes. OP_NETWORK_ADD, OP_NETWORK_CONNECT.
    func createNetwork(_ order: NetworkOrder) async throws -> JobID

    /// Disconnects and removes it; also a success when there was none. OP_NETWORK_REMOVE.
    func removeNetwork(_ network: String) async throws -> JobID

    /// Adds an interface after the instance's others. OP_INSTANCE_SET_PARAMS with all interfaces.
    func addNIC(_ nic: NICOrder, to instance: InstanceName) async throws -> JobID

    /// Removes the interface at this position; those behind it move up. OP_INSTANCE_SET_PARAMS with all interfaces.
    func removeNIC(at position: Int, from instance: InstanceName) async throws -> JobID

    /// OP_INSTANCE_SET_PARAMS with all interfaces and their firewalls.
    func setFirewall(_ profile: FirewallProfile, of instance: InstanceName, nic position: Int) async throws -> JobID
}

/// A private network to be made at a backend (operations.md 3.3).
public struct NetworkOrder: Sendable, Hashable {
    /// `snf-net-7`.
    public var name: String
    public var cidr: String
    public var gateway: String?
    public var cidr6: String?
    public var gateway6: String?
    /// `bridged` or `routed`.
    public var mode: String
    public var link: String
    /// All six hex digits.
    public var macPrefix: String
    public var hasDHCP: Bool
    public var tags: [String]
}

extension VMBackend {
    /// This backend as one with private networks.
    ///
    /// - Throws: serviceUnavailable where it has none.
    func networking() throws -> any NetworkingBackend {
        guard let networking = self as? any NetworkingBackend else {
            throw Fault(.serviceUnavailable, "The backend of this cloud has no private networks and no firewall.")
        }
        return networking
    }
}
