import Logging
import SQLAccess
public import Vocabulary

/// Takes in what backends report about networks (operations.md 3.8, update_network).
public struct NetworkReportService: Sendable {
    let database: any Database
    let naming: InstanceNaming
    let releaser: QuotaReleaser
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    /// Takes in a report about a job. `report` is only asked for where the event is about a network of ours and newer
    /// than what is known; it throws when the event cannot be understood.
    ///
    /// - Throws: what `report` throws; badRequest for an address outside the network; `DatabaseError`.
    public func take(
        from name: String, cluster: String, at time: Timestamp,
        _ report: @escaping @Sendable () throws -> NetworkReport?
    ) async throws {
        guard let id = naming.network(named: name) else {
            logger.debug("An event about a foreign network", metadata: ["network": "\(name)"])
            return
        }
        let isGone = try await database.write { [clock, logger] tx in
            guard let network = try tx.networks.lookup(id, locking: true),
                let backend = try tx.backends.lookup(name: cluster)
            else {
                logger.warning(
                    "An event about a network or backend that is not known",
                    metadata: ["network": "\(name)", "backend": "\(cluster)"])
                return false
            }
            var onBackend = try tx.networks.backendNetwork(network, on: backend)
            if let last = onBackend.reportedAt, time <= last { return false }
            guard let report = try report() else { return false }
            guard onBackend.apply(report, isWanted: network.task != .destroy) else { return false }
            try tx.networks.update(onBackend)
            guard !network.isDeleted else { return false }
            if report.opcode == .setParameters, report.status == .success {
                try Self.reserve(report, on: network, in: tx)
            }
            try tx.networks.touch([id], at: clock())
            return try tx.finishRemoval(of: id, at: clock())
        }
        if isGone { await releaser.attempt { try await releaser.release(id) } }
    }

    private static func reserve(_ report: NetworkReport, on network: Network, in tx: Transaction) throws {
        let pool = try AddressPool(tx, of: network)
        for (addresses, isExternal) in [(report.reserved, true), (report.unreserved, false)] {
            for text in addresses {
                guard let address = IPv4Address(text) else {
                    throw Fault(.badRequest, "'\(text)' is no IPv4 address")
                }
                try pool.setExternal(isExternal, address: address)
            }
        }
    }
}
