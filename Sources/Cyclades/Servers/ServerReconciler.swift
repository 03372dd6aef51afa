import Logging
import SQLAccess
public import Vocabulary

/// Compares the servers on record with the machines that are really there, and mends the difference.
///
/// Machines that went away, came up or went down unseen become reports, as if the backend had told; machines of deleted
/// servers are removed. May run at any time, and twice. Source: operations.md 4.6.
public struct ServerReconciler: Sendable {
    let database: any Database
    let backend: any VMBackend
    let reports: ServerReportService
    let naming: InstanceNaming
    /// Servers that changed more recently are left alone: a report on them may be on its way.
    let settling: Duration
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    /// What a pass did and saw.
    public struct Findings: Sendable, Hashable {
        /// On record, but there is no machine.
        public var lost: [Server.ID] = []
        /// Machines of deleted servers; their removal was ordered.
        public var orphans: [InstanceName] = []
        /// Machines with a name of ours that no server ever had. Nothing is done about them.
        public var unknown: [InstanceName] = []
        /// Running on record and not in truth, or the other way round.
        public var unsynced: [Server.ID] = []
        /// Their removal was asked for, and the order was lost on the way.
        public var unremoved: [Server.ID] = []

        public init() {}
    }

    @discardableResult
    public func pass() async throws -> Findings {
        let started = clock()
        // The machines first: whatever is made in the meantime is then too new to be looked at.
        let instances = try await backend.instances()
        let servers = try await database.read { try $0.servers.list(ServerFilter()) }
        let settled = servers.filter { $0.updated < started - settling }
        var found = Findings()
        let byID = Dictionary(
            instances.compactMap { report in naming.server(named: report.name.rawValue).map { ($0, report) } }
        ) { first, _ in first }
        for server in settled {
            try await mend(server, instance: byID[server.id], &found)
        }
        let live = Set(servers.map(\.id))
        for (id, instance) in byID.sorted(by: { $0.key < $1.key }) where !live.contains(id) {
            try await removeOrphan(id, instance, &found)
        }
        return found
    }

    private func mend(_ server: Server, instance: InstanceReport?, _ found: inout Findings) async throws {
        guard let instance else {
            guard let opcode = Self.opcode(forLost: server) else { return }
            found.lost.append(server.id)
            try await report(opcode.0, opcode.1, on: server)
            return
        }
        if server.task == .destroy, server.job.status?.isPending != true {
            found.unremoved.append(server.id)
            _ = try await backend.remove(instance.name)
        } else if instance.isRunning != (server.operState == .started), Self.isComparable(server, instance) {
            found.unsynced.append(server.id)
            let opcode: InstanceOpcode = instance.isRunning ? .reboot : .shutdown
            try await report(opcode, .success, on: server, ports: instance.portForwards)
        } else if instance.portForwards != server.portForwards, server.operState == .started {
            try await report(.other("OP_INSTANCE_QUERY_DATA"), .success, on: server, ports: instance.portForwards)
        }
    }

    /// How the loss of a server's machine is told; nil where there need not be one.
    private static func opcode(forLost server: Server) -> (InstanceOpcode, JobStatus)? {
        if server.task == .destroy { return (.remove, .success) }
        switch server.operState {
        case .build: return (.create, .error)
        case .error, .destroyed: return nil
        case .started, .stopped: return (.remove, .success)
        }
    }

    /// A machine that is down while it is built, or after that failed, is as it should be.
    private static func isComparable(_ server: Server, _ instance: InstanceReport) -> Bool {
        instance.isRunning || (server.operState != .build && server.operState != .error)
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
