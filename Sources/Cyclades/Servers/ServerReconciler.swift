import Logging
import SQLAccess
public import Vocabulary

/// Compares the servers on record with the machines that are really there, and mends the difference.
///
/// Machines that went away, came up or went down unseen become reports, as if the backend had told; machines of deleted
/// servers are removed; orders that a crash kept from the backend are given again. May run at any time, and twice.
/// Source: operations.md 4.6.
public struct ServerReconciler: Sendable {
    let database: any Database
    let backend: any VMBackend
    let servers: ServerService
    let reports: ServerReportService
    let naming: InstanceNaming
    /// Servers that changed more recently are left alone: a report on them may be on its way.
    let settling: Duration
    /// When this process started, where no other one gives orders: what was written before then waits for nobody.
    let soleWriterSince: Timestamp?
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    /// What a pass did and saw.
    public struct Findings: Sendable, Hashable {
        /// On record, but there is no machine.
        public var lost: [Server.ID] = []
        /// The same, of all servers at once: more likely the disk of the machines is away. Nothing was done about them.
        public var doubted: [Server.ID] = []
        /// Machines of deleted servers; their removal was ordered.
        public var orphans: [InstanceName] = []
        /// Machines with a name of ours that no server ever had. Nothing is done about them.
        public var unknown: [InstanceName] = []
        /// Running on record and not in truth, or the other way round.
        public var unsynced: [Server.ID] = []
        /// Their removal was asked for, and the order was lost on the way; it was given again.
        public var unremoved: [Server.ID] = []
        /// Their making was asked for, and the order was lost on the way; it was given again.
        public var unordered: [Server.ID] = []
        /// The same, and the order could not be put together any more: they are gone, and their quota went back.
        public var abandoned: [Server.ID] = []

        public init() {}
    }

    /// - Parameter believesTotalLoss: whether servers are given up when not one machine is there.
    @discardableResult
    public func pass(believesTotalLoss: Bool = false) async throws -> Findings {
        let started = clock()
        // The machines first: whatever is made in the meantime is then too new to be looked at.
        let instances = try await backend.instances()
        let servers = try await database.read { try $0.servers.list(ServerFilter()) }
        var found = Findings()
        let byID = Dictionary(
            instances.compactMap { report in naming.server(named: report.name.rawValue).map { ($0, report) } }
        ) { first, _ in first }
        for server in servers {
            let repair = server.repair(
                byID[server.id], isSettled: server.updated < started - settling,
                isUnattended: soleWriterSince.map { server.asked < $0 } ?? false)
            if byID.isEmpty, !believesTotalLoss, server.task != .destroy, repair == .tell(.remove, .success) {
                found.doubted.append(server.id)
                continue
            }
            try await carryOut(repair, on: server, byID[server.id], &found)
        }
        let live = Set(servers.map(\.id))
        for (id, instance) in byID.sorted(by: { $0.key < $1.key }) where !live.contains(id) {
            try await removeOrphan(id, instance, &found)
        }
        if !found.doubted.isEmpty {
            logger.error(
                "Not one machine is there. Is the disk that they lie on mounted? Their servers are left as they are",
                metadata: ["servers": "\(found.doubted.count)"])
        }
        return found
    }

    private func carryOut(
        _ repair: ServerRepair, on server: Server, _ instance: InstanceReport?, _ found: inout Findings
    ) async throws {
        switch repair {
        case .leave: return
        case .order:
            if try await servers.orderAgain(server.id) {
                logger.notice("Ordered a machine again", metadata: ["server": "\(server.id)"])
                found.unordered.append(server.id)
            } else {
                logger.warning("Gave up a server whose order was lost", metadata: ["server": "\(server.id)"])
                found.abandoned.append(server.id)
            }
        case .remove:
            logger.notice("Removing a server again", metadata: ["server": "\(server.id)"])
            found.unremoved.append(server.id)
            _ = try await backend.remove(naming.instance(server.id))
        case .tell(let opcode, let status):
            if instance == nil { found.lost.append(server.id) } else { found.unsynced.append(server.id) }
            try await report(opcode, status, on: server, ports: instance?.portForwards)
        case .tellPorts:
            try await report(.other("OP_INSTANCE_QUERY_DATA"), .success, on: server, ports: instance?.portForwards)
        }
    }

    private func report(
        _ opcode: InstanceOpcode, _ status: JobStatus, on server: Server, ports: [PortForward]? = nil
    ) async throws {
        let now = clock()
        logger.notice(
            "The machine of a server is not as recorded",
            metadata: ["server": "\(server.id)", "told": "\(opcode.rawValue) \(status.rawValue)"])
        try await reports.take(from: naming.instance(server.id).rawValue, at: now) {
            JobReport(
                time: now, job: nil, opcode: opcode, status: status, log: "Reconciliation: simulated event",
                portForwards: ports)
        }
    }

    private func removeOrphan(_ id: Server.ID, _ instance: InstanceReport, _ found: inout Findings) async throws {
        guard try await database.read({ try $0.servers.lookup(id) }) != nil else {
            found.unknown.append(instance.name)
            logger.warning("A machine that no server ever had", metadata: ["instance": "\(instance.name)"])
            return
        }
        found.orphans.append(instance.name)
        logger.notice("Removing the machine of a deleted server", metadata: ["instance": "\(instance.name)"])
        _ = try await backend.remove(instance.name)
    }
}
