import SQLAccess
import Vocabulary

/// Counts servers and networks.
public struct StatisticsService: Sendable {
    let database: any Database

    public func count() async throws -> ComputeStatistics {
        try await database.read { tx in
            var statistics = ComputeStatistics(servers: [:], networks: [:])
            for status in [ServerStatus.active, .deleted, .stopped, .build, .error] {
                statistics.servers[status] = ComputeStatistics.Servers()
            }
            for state in NetworkState.allCases { statistics.networks[state] = 0 }
            try tx.forEach(
                """
                SELECT s.oper_state, s.deleted, COUNT(*), SUM(f.cpus), SUM(f.ram_mib), SUM(f.disk_gib)
                FROM server s JOIN flavor f ON f.id = s.flavor_id GROUP BY s.oper_state, s.deleted
                """
            ) { row in
                let status = Self.status(try row.get(0), isDeleted: try row.get(1))
                var sums = statistics.servers[status] ?? ComputeStatistics.Servers()
                sums.count += try row.get(2, as: Int64.self)
                sums.cpus += try row.get(3, as: Int64.self)
                sums.memoryMiB += try row.get(4, as: Int64.self)
                sums.diskGiB += try row.get(5, as: Int64.self)
                statistics.servers[status] = sums
            }
            try tx.forEach("SELECT state, COUNT(*) FROM network GROUP BY state") {
                statistics.networks[try $0.get(0)] = try $0.get(1)
            }
            return statistics
        }
    }

    private static func status(_ state: OperState, isDeleted: Bool) -> ServerStatus {
        if isDeleted { return .deleted }
        switch state {
        case .build: return .build
        case .error: return .error
        case .started: return .active
        case .stopped: return .stopped
        case .destroyed: return .deleted
        }
    }
}
