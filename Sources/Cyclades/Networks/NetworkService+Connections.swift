import SQLAccess
public import Vocabulary

// Servers join and leave networks (compute.md 2.12).
extension NetworkService {
    /// Looks whether interfaces on this network may be changed at all; to be called before the action is read, as the
    /// original does.
    ///
    /// - Throws: itemNotFound; forbidden for a public network; badRequest when deleted.
    public func checkChangeable(_ id: Network.ID, owner: UserID) async throws {
        _ = try await database.read { try Self.changeable(id, owner: owner, in: $0) }
    }

    /// Looks whether servers may join.
    ///
    /// - Throws: as `checkChangeable`; buildInProgress while the network is not active.
    public func checkJoinable(_ id: Network.ID, owner: UserID) async throws {
        _ = try await database.read { try Self.joinable(id, owner: owner, in: $0) }
    }

    /// Begins to give a server an interface on a network. It shows once the backend has reported.
    ///
    /// - Throws: itemNotFound; forbidden; badRequest; buildInProgress; overLimit without a free address;
    ///   serviceUnavailable when the backend refuses, and then nothing is held.
    public func connect(_ server: Server.ID, to id: Network.ID, owner: UserID) async throws {
        let networking = try backend.networking()
        let (nic, order) = try await database.write { [clock] tx in
            let network = try Self.joinable(id, owner: owner, in: tx)
            let server = try tx.servers.find(server, owner: owner, locking: true)
            try server.check(.changeNetworks)
            guard let backend = try tx.backends.lookup(server.backend) else {
                throw Fault(.serviceUnavailable, "The server's backend is gone.")
            }
            let nics = try tx.nics.list(of: server.id)
            let nic = try tx.join(server, to: id, position: nics.count, backend: backend, at: clock())
            try tx.servers.touch(server.id, at: clock())
            let onBackend = try tx.networks.backendNetwork(network, on: backend)
            return (nic, onBackend.state == .active ? nil : Self.order(for: network, onBackend, naming: naming))
        }
        do {
            if let order { _ = try await networking.createNetwork(order) }
            let nicOrder = NICOrder(
                index: nic.position, network: naming.network(id), isPublic: false, mac: nil, ipv4: nic.ipv4, ipv6: nil)
            _ = try await networking.addNIC(nicOrder, to: naming.instance(server))
        } catch {
            try await database.write { [clock] in try $0.releaseNICs(of: server, state: .building, at: clock()) }
            throw BackendRefusal.fault(error, doing: "connect the server")
        }
    }

    /// Begins to remove an interface. Until the backend has reported no other one of the server may be removed: its
    /// positions are about to change.
    ///
    /// - Throws: itemNotFound for the server or an interface that is not on this network; forbidden; badRequest;
    ///   buildInProgress; serviceUnavailable when the backend refuses.
    public func disconnect(_ server: Server.ID, position: Int, from id: Network.ID, owner: UserID) async throws {
        let networking = try backend.networking()
        try await database.write { [clock] tx in
            _ = try Self.changeable(id, owner: owner, in: tx)
            try tx.servers.find(server, owner: owner, locking: true).check(.changeNetworks)
            let nics = try tx.nics.list(of: server)
            guard nics.contains(where: { $0.position == position && $0.network == id }) else {
                throw Fault(.itemNotFound, "NIC not found on VM")
            }
            guard !nics.contains(where: \.isDirty) else { throw Fault(.buildInProgress, "Machine is busy.") }
            try tx.nics.setDirty(true, of: server, at: clock())
            try tx.servers.touch(server, at: clock())
        }
        do {
            _ = try await networking.removeNIC(at: position, from: naming.instance(server))
        } catch {
            try await database.write { [clock] in try $0.nics.setDirty(false, of: server, at: clock()) }
            throw BackendRefusal.fault(error, doing: "disconnect the server")
        }
    }

    private static func changeable(_ id: Network.ID, owner: UserID, in tx: Transaction) throws -> Network {
        let network = try tx.networks.find(id, visibleTo: owner)
        guard !network.isPublic else { throw Fault(.forbidden, "Can not modify the public network.") }
        guard !network.isDeleted else { throw deleted }
        return network
    }

    private static func joinable(_ id: Network.ID, owner: UserID, in tx: Transaction) throws -> Network {
        let network = try changeable(id, owner: owner, in: tx)
        guard network.state == .active, network.task != .destroy else {
            throw Fault(.buildInProgress, "Network not active yet")
        }
        return network
    }

    private static func order(for network: Network, _ onBackend: BackendNetwork, naming: InstanceNaming) -> NetworkOrder
    {
        var tags = network.type.tag.isEmpty ? [] : [network.type.tag]
        if network.hasDHCP { tags.append("nfdhcpd") }
        return NetworkOrder(
            name: naming.network(network.id), cidr: network.cidr, gateway: network.gateway, cidr6: network.cidr6,
            gateway6: network.gateway6, mode: network.type.mode, link: network.link, macPrefix: onBackend.macPrefix,
            hasDHCP: network.hasDHCP, tags: tags)
    }
}
