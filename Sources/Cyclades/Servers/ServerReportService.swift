import Logging
import SQLAccess
public import Vocabulary

/// Takes in what backends report about servers: the only place where a server's state changes.
///
/// Each report is one transaction: look at the row under lock, decide (`Server.apply`), store. Reports may come late,
/// twice and out of order.
public struct ServerReportService: Sendable {
    let database: any Database
    let naming: InstanceNaming
    let firewallProfile: FirewallProfile
    let releaser: QuotaReleaser
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    /// Takes in a report about a job. `report` is only asked for where the event is about a server of ours and newer
    /// than what is known; it throws when the event cannot be understood.
    ///
    /// - Throws: what `report` throws; `NICReportError`; `DatabaseError`. Nothing has changed then.
    public func take(
        from instance: String, at time: Timestamp, _ report: @escaping @Sendable () throws -> JobReport?
    ) async throws {
        guard let id = naming.server(named: instance) else {
            logger.debug("An event about a foreign instance", metadata: ["instance": "\(instance)"])
            return
        }
        let effect: Server.Effect = try await database.write { tx in
            guard var server = try tx.servers.lookup(id, locking: true), server.isNews(time),
                let report = try report()
            else { return .ignored }
            return try settle(&server, report, in: tx)
        }
        if effect == .removed { await releaser.attempt { try await releaser.release(id) } }
    }

    private func settle(_ server: inout Server, _ report: JobReport, in tx: Transaction) throws -> Server.Effect {
        let effect = server.apply(report)
        guard effect != .ignored else { return effect }
        server.updated = clock()
        switch effect {
        case .ignored, .recorded: break
        case .settled:
            if let nics = report.nics { try replaceNICs(of: server, with: nics, in: tx) }
        case .nicsRefused:
            try tx.releaseNICs(of: server.id, state: .building, at: clock())
            try tx.nics.setDirty(false, of: server.id, at: clock())
        case .removed:
            try tx.releaseNICs(of: server.id, at: clock())
        }
        try tx.servers.update(server, releaseDue: effect == .removed)
        if effect == .removed || (report.opcode == .create && !report.status.isPending) {
            try tx.parameters.delete(of: server.id)
        }
        return effect
    }

    /// Makes the rows what the backend says, if they are not. Positions and addresses are the backend's to tell.
    private func replaceNICs(of server: Server, with reports: [NICReport], in tx: Transaction) throws {
        let known = try tx.nics.list(of: server.id)
        let told = try reports.enumerated().map { try nic($0.element, of: server, at: $0.offset, in: tx) }
        guard known != told else { return }
        let now = clock()
        try tx.releaseNICs(of: server.id, at: now)
        for nic in told {
            if let address = nic.ipv4.flatMap({ IPv4Address($0) }) {
                let network = try tx.networks.find(nic.network, locking: true)
                guard let subnet = IPv4Subnet(network.cidr), subnet.contains(address) else {
                    throw NICReportError.addressOutside(network: network.id, address: address.description)
                }
                try AddressPool(tx, of: network).reserve(address)
            }
            try tx.nics.insert(nic, at: now)
        }
        try tx.networks.touch(Set(told.map(\.network)), at: now)
    }

    private func nic(_ report: NICReport, of server: Server, at position: Int, in tx: Transaction) throws -> NIC {
        guard let name = report.network, let id = naming.network(named: name) else {
            throw NICReportError.foreignNetwork(report.network)
        }
        guard let network = try tx.networks.lookup(id) else { throw NICReportError.unknownNetwork(id) }
        return NIC(
            server: server.id, network: id, position: position, mac: report.mac, ipv4: report.ipv4,
            ipv6: network.ipv6(ofMAC: report.mac),
            firewall: FirewallProfile(tag: report.firewall) ?? (network.isPublic ? firewallProfile : nil),
            state: .active)
    }

    // MARK: - The making of disks

    /// Takes in how far a server's disk is.
    public func take(progress percent: Int, from instance: String, at time: Timestamp) async throws {
        guard let id = naming.server(named: instance) else { return }
        try await database.write { [clock] tx in
            guard var server = try tx.servers.lookup(id, locking: true), server.apply(progress: percent, at: time)
            else {
                return
            }
            server.updated = clock()
            try tx.servers.update(server)
        }
    }

    /// Takes in a line about the making of a server's disk.
    public func take(_ diagnostic: Diagnostic, from instance: String, at time: Timestamp) async throws {
        guard let id = naming.server(named: instance) else { return }
        try await database.write { [clock] tx in
            guard let server = try tx.servers.lookup(id, locking: true), server.isNews(time) else { return }
            try tx.diagnostics.insert(diagnostic, of: id)
            try tx.servers.touch(id, at: clock())
        }
    }
}

/// What is wrong with the interfaces of a report.
public enum NICReportError: Error, Sendable, Hashable {
    /// An interface on a network that is none of ours: not our business.
    case foreignNetwork(String?)
    /// A network that should be ours and is not there.
    case unknownNetwork(Network.ID)
    case addressOutside(network: Network.ID, address: String)
}
