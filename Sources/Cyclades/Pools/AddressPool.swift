import SQLAccess
import Vocabulary

/// The IPv4 addresses of one network: which are taken, by an interface or by an administrator ("external").
///
/// Always gives out the lowest free one. The caller holds the network's row lock, so that two do not look at the same
/// gap; the table's primary key refuses a double gift even if one forgets. Source: compute.md 4.1, operations.md 4.3.
struct AddressPool {
    let tx: Transaction
    let network: Network.ID
    let subnet: IPv4Subnet

    /// - Throws: badRequest when the network has no usable subnet.
    init(_ tx: Transaction, of network: Network) throws {
        guard let subnet = IPv4Subnet(network.cidr) else {
            throw Fault(.badRequest, "Invalid network IPv4 subnet")
        }
        self.tx = tx
        self.network = network.id
        self.subnet = subnet
    }

    /// Keeps the network, broadcast and gateway addresses for good. Run once, when the network is made.
    func prepare(gateway: String?) throws {
        try setExternal(true, address: subnet.base)
        try setExternal(true, address: subnet.last)
        if let gateway = gateway.flatMap({ IPv4Address($0) }) { try setExternal(true, address: gateway) }
    }

    /// Takes the lowest free address; nil when there is none.
    func take() throws -> IPv4Address? {
        guard let number = try lowestFree() else { return nil }
        let address = IPv4Address(number: number)
        try reserve(address)
        return address
    }

    /// Whether `take` would give one.
    func hasFree() throws -> Bool { try lowestFree() != nil }

    /// Takes this address; taking it again changes nothing, since reports may come twice.
    ///
    /// - Throws: badRequest when the address is outside the subnet.
    func reserve(_ address: IPv4Address) throws {
        try check(address)
        try tx.run(
            """
            INSERT INTO taken_address (network_id, address, in_use, external)
            VALUES (\(network), \(Int64(address.number)), TRUE, FALSE)
            ON CONFLICT (network_id, address) DO UPDATE SET in_use = TRUE
            """)
    }

    /// Gives an interface's address back, unless another interface has the same one.
    func release(_ address: IPv4Address) throws {
        let others: Int64? = try tx.value(
            "SELECT COUNT(*) FROM nic WHERE network_id = \(network) AND ipv4 = \(address.description)")
        guard others == 0 else { return }
        try tx.run(
            """
            UPDATE taken_address SET in_use = FALSE
            WHERE network_id = \(network) AND address = \(Int64(address.number))
            """)
        try forgetUntaken(address)
    }

    /// Keeps an address out of the pool, or puts it back.
    ///
    /// - Throws: badRequest when the address is outside the subnet.
    func setExternal(_ external: Bool, address: IPv4Address) throws {
        try check(address)
        try tx.run(
            """
            INSERT INTO taken_address (network_id, address, in_use, external)
            VALUES (\(network), \(Int64(address.number)), FALSE, \(external))
            ON CONFLICT (network_id, address) DO UPDATE SET external = \(external)
            """)
        try forgetUntaken(address)
    }

    private func forgetUntaken(_ address: IPv4Address) throws {
        try tx.run(
            """
            DELETE FROM taken_address WHERE network_id = \(network) AND address = \(Int64(address.number))
            AND NOT in_use AND NOT external
            """)
    }

    private func check(_ address: IPv4Address) throws {
        guard subnet.contains(address) else {
            throw Fault(.badRequest, "Address \(address) is outside of the network \(subnet)")
        }
    }

    /// The base is always taken, so the lowest free address follows some taken one.
    private func lowestFree() throws -> UInt32? {
        let number: Int64? = try tx.value(
            """
            SELECT MIN(t.address) + 1 FROM taken_address t
            WHERE t.network_id = \(network) AND NOT EXISTS
            (SELECT 1 FROM taken_address n WHERE n.network_id = t.network_id AND n.address = t.address + 1)
            """)
        guard let number, number <= Int64(subnet.last.number) else { return nil }
        return UInt32(number)
    }
}
