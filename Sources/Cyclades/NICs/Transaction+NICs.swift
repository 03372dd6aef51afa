import SQLAccess
import Vocabulary

// Interfaces and their addresses change together. Lock order everywhere: server, network, pool.
extension Transaction {
    /// Adds an interface that the backend is yet to make, with an address where the network gives them out.
    ///
    /// - Throws: overLimit when the network has no free address.
    @discardableResult
    func join(_ server: Server, to id: Network.ID, position: Int, backend: Backend, at now: Timestamp) throws -> NIC {
        let network = try networks.find(id, locking: true)
        guard !network.isDeleted else { throw Fault(.itemNotFound, "Network not found.") }
        var nic = NIC(server: server.id, network: id, position: position, state: .building)
        if network.hasDHCP {
            guard let address = try AddressPool(self, of: network).take() else {
                throw Fault(
                    .overLimit,
                    network.isPublic
                        ? "No available IP address in public networks." : "Network does not have available IPs.")
            }
            nic.ipv4 = address.description
        }
        _ = try networks.backendNetwork(network, on: backend)
        try nics.insert(nic, at: now)
        try networks.touch([id], at: now)
        return nic
    }

    /// Removes interfaces of a server, all of them or those in one state, and gives their addresses back.
    func releaseNICs(of server: Server.ID, state: NIC.State? = nil, at now: Timestamp) throws {
        let gone = try nics.list(of: server).filter { state == nil || $0.state == state }
        guard !gone.isEmpty else { return }
        try nics.delete(of: server, state: state)
        for id in Set(gone.map(\.network)).sorted() {
            let network = try networks.find(id, locking: true)
            let pool = try AddressPool(self, of: network)
            for nic in gone where nic.network == id {
                if let address = nic.ipv4.flatMap({ IPv4Address($0) }), pool.subnet.contains(address) {
                    try pool.release(address)
                }
            }
        }
        try networks.touch(Set(gone.map(\.network)), at: now)
    }
}
