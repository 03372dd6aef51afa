public import Vocabulary

/// What a user or an operator asks for in a new network (compute.md 2.12).
public struct NetworkDraft: Sendable {
    /// Nil for a public network.
    public var owner: UserID?
    public var name: String
    public var type: NetworkType
    public var cidr: String
    public var gateway: String?
    public var cidr6: String?
    public var gateway6: String?
    public var hasDHCP: Bool

    public var isPublic: Bool { owner == nil }

    public init(
        owner: UserID?, name: String, type: NetworkType, cidr: String = "192.168.1.0/24", gateway: String? = nil,
        cidr6: String? = nil, gateway6: String? = nil, hasDHCP: Bool = true
    ) {
        self.owner = owner
        self.name = name
        self.type = type
        self.cidr = cidr
        self.gateway = gateway
        self.cidr6 = cidr6
        self.gateway6 = gateway6
        self.hasDHCP = hasDHCP
    }

    static func check(name: String) throws {
        guard name.unicodeScalars.count <= 128 else {
            throw Fault(.badRequest, "name must not be longer than 128 characters")
        }
        guard !name.utf8.contains(0) else { throw Fault(.badRequest, "name must not hold a zero byte") }
    }

    /// - Parameter largestPrefixLength: `MAX_CIDR_BLOCK`; users' networks must have a longer prefix. Nil for operators.
    /// - Throws: badRequest for what is no network or no gateway in it, overLimit for a size that is not offered.
    func check(largestPrefixLength: Int?) throws {
        try Self.check(name: name)
        guard let subnet = IPv4Subnet(cidr) else { throw Fault(.badRequest, "Invalid network IPv4 subnet") }
        let smallest = largestPrefixLength ?? 0
        guard subnet.prefixLength > smallest, subnet.prefixLength <= 29 else {
            throw Fault(
                .overLimit, "Unsupported network size", details: "Network mask must be in range (\(smallest), 29]")
        }
        if let gateway {
            guard let address = IPv4Address(gateway), subnet.contains(address) else {
                throw Fault(.badRequest, "Invalid network IPv4 gateway")
            }
        }
        if let cidr6 {
            guard let subnet6 = IPv6Subnet(cidr6) else { throw Fault(.badRequest, "Invalid network IPv6 subnet") }
            if let gateway6 {
                guard let address = IPv6Address(gateway6), subnet6.contains(address) else {
                    throw Fault(.badRequest, "Invalid network IPv6 gateway")
                }
            }
        }
    }
}
