import AstakosClient
import SQLAccess
import Settings
import Vocabulary

extension ServerService {
    /// Begins to make a server. Answers once everything is written down and the backend has the order; whatever fails
    /// before leaves nothing behind: no row, no address, no quota.
    ///
    /// - Throws: in this order: badRequest for a name or metadata that is too long; itemNotFound and forbidden for the
    ///   image; itemNotFound for the flavor; badRequest for an image larger than the disk, an unknown key or network;
    ///   serviceUnavailable without a backend; overLimit without a free public address or quota.
    /// - Source: compute.md 2.4.
    public func create(_ draft: ServerDraft) async throws -> CreatedServer {
        try draft.check(metadataMax: settings.metadataMax)
        let image = try await images.source(draft.image, as: draft.owner)
        let plan = try await plan(draft, image: image)
        let parameters = ServerParameters(
            image: image, password: AdminPassword.generate(), personality: draft.personality, publicKeys: plan.keys)
        let sealed = try seal.seal(parameters)
        let provisions = plan.flavor.provisions(for: draft.owner)
        let detail = try await charge.holding(provisions, name: "CREATE server \(draft.name.prefix(80))") {
            [clock] tx, commission in
            let detail = try Self.insert(draft, plan: plan, commission: commission, at: clock(), in: tx)
            // With the server: a crash from here on loses nothing (`orderAgain`).
            try tx.parameters.insert(sealed, digest: ParameterSeal.digest(parameters.key), of: detail.server.id)
            return detail
        }
        let order = order(
            for: detail, flavor: plan.flavor, publics: plan.networks.filter(\.isPublic), image: image,
            parameters: parameters)
        do {
            try await submit(order, for: detail.server.id)
        } catch {
            try await giveUp(detail.server.id, because: "The backend refused to create the server.")
            throw BackendRefusal.fault(error, doing: "create the server")
        }
        return CreatedServer(detail: detail, adminPassword: parameters.password)
    }

    /// What was decided before quota is asked for.
    struct Plan: Sendable {
        var flavor: Flavor
        var backend: Backend
        /// The networks it joins, the public one first.
        var networks: [Network]
        var keys: [String]
    }

    private func plan(_ draft: ServerDraft, image: ImageSource) async throws -> Plan {
        try await database.read { tx in
            let flavor = try tx.flavors.findUsable(draft.flavor)
            // A disk of 0 GiB is as large as its image (operations.md 5.3).
            guard flavor.diskGiB == 0 || image.sizeBytes <= flavor.diskBytes else {
                throw Fault(.badRequest, "Image is larger than the disk of the flavor.")
            }
            let keys = try Self.keys(named: draft.keyNames, of: draft.owner, in: tx)
            let own = try draft.networks.map { try Self.ownNetwork($0, of: draft.owner, in: tx) }
            guard let backend = try tx.backends.list().first(where: { !$0.isDrained && !$0.isOffline }) else {
                throw Fault(.serviceUnavailable, "No available backends for VM with this flavor.")
            }
            let publics = try tx.networks.publicWithAddresses()
            guard let network = try publics.first(where: { try AddressPool(tx, of: $0).hasFree() }) else {
                throw Fault(.overLimit, "No available IP address in public networks.")
            }
            return Plan(
                flavor: flavor, backend: backend, networks: [network] + own.filter { !$0.isPublic }, keys: keys)
        }
    }

    private static func keys(named names: [String], of owner: UserID, in tx: Transaction) throws -> [String] {
        guard !names.isEmpty else { return [] }
        let keys = try tx.keys.list(of: owner)
        return try names.map { name in
            let named = Set(keys.filter { $0.name == name }.map(\.content))
            guard let content = named.first else {
                throw Fault(.badRequest, "key_name: there is no public key named '\(name)'.")
            }
            // Several keys may have one name. Which of them may enter is not for us to choose.
            guard named.count == 1 else {
                throw Fault(.badRequest, "key_name: there are \(named.count) different public keys named '\(name)'.")
            }
            return content
        }
    }

    private static func ownNetwork(_ id: Network.ID, of owner: UserID, in tx: Transaction) throws -> Network {
        guard let network = try tx.networks.lookup(id), network.isPublic || network.owner == owner, !network.isDeleted
        else { throw Fault(.badRequest, "networks: there is no network \(id).") }
        return network
    }

    /// Takes the addresses and writes the rows. What the plan read may have changed while the quota holder answered.
    private static func insert(
        _ draft: ServerDraft, plan: Plan, commission: CommissionSerial, at now: Timestamp, in tx: Transaction
    ) throws -> ServerDetail {
        _ = try tx.flavors.findUsable(plan.flavor.id)
        let server = try tx.servers.insert(
            NewServer(
                name: draft.name, owner: draft.owner, image: draft.image, flavor: plan.flavor.id,
                backend: plan.backend.id, created: now, commission: commission))
        try tx.servers.setMetadata(draft.metadata, of: server.id)
        for (position, planned) in plan.networks.enumerated() {
            try tx.join(server, to: planned.id, position: position, backend: plan.backend, at: now)
        }
        return try tx.detail(of: server)
    }

    /// Hands the order to the backend and writes its job down.
    func submit(_ order: InstanceOrder, for id: Server.ID) async throws {
        let job = try await backend.create(order)
        // Should this fail, the report of the job brings its number.
        let isUnwanted = try? await database.write { tx in
            try tx.servers.setJob(job, of: .create, on: id)
            return try tx.servers.lookup(id).map { $0.isDeleted || $0.task == .destroy } ?? false
        }
        // Its removal was asked for, and perhaps done, before there was anything to remove.
        if isUnwanted == true { _ = try? await backend.remove(order.name) }
    }

    /// Takes back a server that the backend was never given: no row is listed, no address and no quota held.
    func giveUp(_ id: Server.ID, because reason: String) async throws {
        try await database.write { [clock] tx in
            guard var server = try tx.servers.lookup(id, locking: true), !server.isDeleted else { return }
            let now = clock()
            server.operState = .error
            server.isDeleted = true
            server.job.log = reason
            server.updated = now
            try tx.servers.update(server, releaseDue: true)
            try tx.releaseNICs(of: id, at: now)
            try tx.parameters.delete(of: id)
            try tx.diagnostics.insert(
                Diagnostic(
                    level: .error, source: "server-create", sourceTime: nil, message: reason, details: nil,
                    created: now), of: id)
        }
        let releaser = QuotaReleaser(database: database, charge: charge, logger: logger)
        await releaser.attempt { try await releaser.release(id) }
    }

    /// - Parameter publics: The public networks among those it joins.
    func order(
        for detail: ServerDetail, flavor: Flavor, publics: [Network], image: ImageSource,
        parameters: ServerParameters
    ) -> InstanceOrder {
        let publics = Set(publics.map(\.id))
        return InstanceOrder(
            name: naming.instance(detail.server.id), displayName: detail.server.name, cpus: flavor.cpus,
            memoryMiB: flavor.memoryMiB, diskGiB: flavor.diskGiB, diskTemplate: flavor.diskTemplate, image: image,
            adminPassword: parameters.password, sshKeys: parameters.publicKeys,
            personality: parameters.personality.files,
            nics: detail.nics.map { nic in
                NICOrder(
                    index: nic.position, network: naming.network(nic.network), isPublic: publics.contains(nic.network),
                    mac: nil, ipv4: nic.ipv4, ipv6: nic.ipv6)
            }, parametersKey: parameters.key)
    }
}
