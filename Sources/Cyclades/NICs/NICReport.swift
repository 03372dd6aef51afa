/// An interface as a backend tells of it. Its place in the report is its position (operations.md 3.7).
public struct NICReport: Sendable, Hashable {
    /// The network's name at the backend.
    public var network: String?
    public var ipv4: String?
    public var mac: String
    /// A firewall tag; empty for none.
    public var firewall: String

    public init(network: String?, ipv4: String?, mac: String, firewall: String = "") {
        self.network = network
        self.ipv4 = ipv4
        self.mac = mac
        self.firewall = firewall
    }
}
