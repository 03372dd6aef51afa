import AstakosClient
import SQLAccess
import Settings
public import Vocabulary

/// The rules of networks (compute.md 2.12, operations.md 4.4).
public struct NetworkService: Sendable {
    let database: any Database
    let backend: any VMBackend
    let charge: ResourceCharge
    let releaser: QuotaReleaser
    let settings: CycladesSettings
    let clock: @Sendable () -> Timestamp

    public var naming: InstanceNaming { InstanceNaming(prefix: settings.backendPrefix) }

    /// By id, without interfaces.
    public func list(_ filter: NetworkFilter) async throws -> [Network] {
        try await database.read { try $0.networks.list(filter) }
    }

    /// By id, with the viewer's interfaces (everybody's when nobody in particular looks).
    public func listDetails(_ filter: NetworkFilter) async throws -> [NetworkDetail] {
        try await database.read { tx in
            let networks = try tx.networks.list(filter)
            let nics = try tx.nics.active(on: networks.map(\.id), owner: filter.visibleTo)
            return networks.map { NetworkDetail(network: $0, nics: nics[$0.id] ?? []) }
        }
    }

    /// - Throws: itemNotFound, also when the network is another user's.
    public func find(_ id: Network.ID, visibleTo user: UserID?) async throws -> Network {
        try await database.read { try $0.networks.find(id, visibleTo: user) }
    }

    /// - Throws: itemNotFound, also when the network is another user's.
    public func findDetail(_ id: Network.ID, visibleTo user: UserID?) async throws -> NetworkDetail {
        try await database.read { tx in
            let network = try tx.networks.find(id, visibleTo: user)
            return NetworkDetail(network: network, nics: try tx.nics.active(on: [id], owner: user)[id] ?? [])
        }
    }

    /// The interfaces of a server on one network.
    ///
    /// - Throws: itemNotFound for the server or the network.
    public func nics(of server: Server.ID, on id: Network.ID, owner: UserID) async throws -> [NIC] {
        try await database.read { tx in
            let server = try tx.servers.find(server, owner: owner)
            let network = try tx.networks.find(id, visibleTo: owner)
            return try tx.nics.list(of: server.id).filter { $0.network == network.id }
        }
    }

    /// Makes a user's network. It is active at once, and made at the backend when the first server joins it.
    ///
    /// - Parameter isOperator: whether an operator makes it, of any type and size, on the owner's quota all the same.
    /// - Throws: forbidden for a type that users may not make; badRequest, overLimit for the addresses; overLimit for
    ///   quota; serviceUnavailable when a pool is empty.
    public func create(_ draft: NetworkDraft, by owner: UserID, isOperator: Bool = false) async throws -> Network {
        var draft = draft
        draft.owner = owner
        guard isOperator || settings.userNetworkTypes.contains(draft.type.rawValue) else {
            throw Fault(.forbidden, "Can not create network of type '\(draft.type.rawValue)'")
        }
        try draft.check(largestPrefixLength: isOperator ? nil : settings.largestPrivatePrefixLength)
        let provisions = [Provision(holder: owner, resource: "cyclades.network.private", quantity: 1)]
        return try await charge.holding(provisions, name: "CREATE network \(draft.name.prefix(80))") {
            [draft] tx, commission in
            try insert(draft, commission: commission, in: tx)
        }
    }

    /// Makes a network that all users share, on the backend that is named.
    ///
    /// - Throws: badRequest for the addresses or an unknown backend.
    public func createPublic(_ draft: NetworkDraft, backend name: String) async throws -> Network {
        try draft.check(largestPrefixLength: nil)
        return try await database.write { tx in
            guard let backend = try tx.backends.lookup(name: name) else {
                throw Fault(.badRequest, "There is no backend named '\(name)'")
            }
            let network = try insert(draft, commission: nil, in: tx)
            var onBackend = try tx.networks.backendNetwork(network, on: backend)
            onBackend.state = .active
            try tx.networks.update(onBackend)
            return network
        }
    }

    private func insert(_ draft: NetworkDraft, commission: CommissionSerial?, in tx: Transaction) throws -> Network {
        var link: String
        var macPrefix = settings.macPrefix
        switch draft.type {
        case .custom: link = settings.bridge
        case .ipLessRouted: link = settings.routingTable
        case .macFiltered:
            link = settings.filteredBridge
            macPrefix = try ValuePool(tx, .macPrefix).take()
        case .physicalVLAN: link = try ValuePool(tx, .bridge).take()
        }
        let network = try tx.networks.insert(
            draft, link: link, macPrefix: macPrefix, commission: commission, at: clock())
        try AddressPool(tx, of: network).prepare(gateway: network.gateway)
        return network
    }

    /// - Throws: itemNotFound; forbidden for a public network; badRequest when deleted, or for the name.
    public func rename(_ id: Network.ID, to name: String, owner: UserID) async throws {
        try NetworkDraft.check(name: name)
        try await database.write { [clock] tx in
            let network = try tx.networks.find(id, visibleTo: owner, locking: true)
            guard !network.isPublic else { throw Fault(.forbidden, "Can not rename the public network.") }
            guard !network.isDeleted else { throw Self.deleted }
            try tx.networks.rename(id, to: name, at: clock())
        }
    }

    /// Keeps a public network from giving out more addresses, or lets it.
    ///
    /// - Throws: itemNotFound.
    public func setDrained(_ drained: Bool, on id: Network.ID) async throws {
        try await database.write { [clock] tx in
            let network = try tx.networks.find(id, locking: true)
            try tx.networks.setDrained(drained, on: network.id, at: clock())
        }
    }

    static var deleted: Fault { Fault(.badRequest, "Network has been deleted.") }
}
