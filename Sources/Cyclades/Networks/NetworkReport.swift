public import Vocabulary

/// What a backend tells of a job on one of its networks (operations.md 3.7, `ganeti-network-status`).
public struct NetworkReport: Sendable, Hashable {
    public var time: Timestamp
    public var job: JobID?
    public var opcode: Opcode
    public var status: JobStatus
    public var log: String?
    /// Addresses to keep out of the pool and to put back, for `setParameters`.
    public var reserved: [String]
    public var unreserved: [String]

    public init(
        time: Timestamp, job: JobID?, opcode: Opcode, status: JobStatus, log: String? = nil, reserved: [String] = [],
        unreserved: [String] = []
    ) {
        self.time = time
        self.job = job
        self.opcode = opcode
        self.status = status
        self.log = log
        self.reserved = reserved
        self.unreserved = unreserved
    }

    public enum Opcode: Hashable, Sendable {
        case add, connect, disconnect, remove, setParameters
        case other(String)

        public init(rawValue: String) {
            self =
                switch rawValue {
                case "OP_NETWORK_ADD": .add
                case "OP_NETWORK_CONNECT": .connect
                case "OP_NETWORK_DISCONNECT": .disconnect
                case "OP_NETWORK_REMOVE": .remove
                case "OP_NETWORK_SET_PARAMS": .setParameters
                default: .other(rawValue)
                }
        }

        public var rawValue: String {
            switch self {
            case .add: "OP_NETWORK_ADD"
            case .connect: "OP_NETWORK_CONNECT"
            case .disconnect: "OP_NETWORK_DISCONNECT"
            case .remove: "OP_NETWORK_REMOVE"
            case .setParameters: "OP_NETWORK_SET_PARAMS"
            case .other(let name): name
            }
        }
    }
}

extension BackendNetwork {
    /// Takes in one report; false when it is stale. `isWanted` is whether nobody asked to destroy the network.
    ///
    /// Source: operations.md 3.8, update_network.
    mutating func apply(_ report: NetworkReport, isWanted: Bool) -> Bool {
        if let reportedAt, report.time <= reportedAt { return false }
        job = NetworkJob(id: report.job, opcode: report.opcode.rawValue, status: report.status, log: report.log)
        switch (report.status, report.opcode) {
        case (.success, let opcode):
            if let next = opcode.stateOnSuccess { state = next }
            reportedAt = report.time
        case (.error, .add), (.canceled, .add):
            state = .error
            reportedAt = report.time
        case (.error, .remove) where state == .error || !isWanted:
            // Nothing to remove is as good as removed.
            state = .deleted
            reportedAt = report.time
        case (.error, _), (.canceled, _), (.queued, _), (.waiting, _), (.canceling, _), (.running, _):
            break
        }
        return true
    }
}

extension NetworkReport.Opcode {
    fileprivate var stateOnSuccess: NetworkState? {
        switch self {
        case .add, .disconnect: .pending
        case .connect: .active
        case .remove: .deleted
        case .setParameters, .other: nil
        }
    }
}

extension Network {
    /// Whether the network is gone, seen from its states at the backends.
    ///
    /// Ours: a network that nobody asked to destroy and no backend has seen stays; the original could delete it.
    func isGone(from backends: [NetworkState]) -> Bool {
        backends.isEmpty ? task == .destroy : backends.allSatisfy { $0 == .deleted }
    }
}
