public import Vocabulary

/// What a backend tells of one of its jobs (operations.md 3.7, `ganeti-op-status`).
public struct JobReport: Sendable, Hashable {
    /// When it happened at the backend.
    public var time: Timestamp
    public var job: JobID?
    public var opcode: InstanceOpcode
    public var status: JobStatus
    public var log: String?
    /// All interfaces of the instance in order; nil when the report does not speak of them.
    public var nics: [NICReport]?
    /// All forwarded ports; nil when the report does not speak of them. Ours, no Ganeti cluster has them.
    public var portForwards: [PortForward]?

    public init(
        time: Timestamp, job: JobID?, opcode: InstanceOpcode, status: JobStatus, log: String? = nil,
        nics: [NICReport]? = nil, portForwards: [PortForward]? = nil
    ) {
        self.time = time
        self.job = job
        self.opcode = opcode
        self.status = status
        self.log = log
        self.nics = nics
        self.portForwards = portForwards
    }
}

extension Server {
    /// What has to happen besides storing the changed server.
    public enum Effect: Sendable, Hashable {
        /// The report was stale or about a server that is gone: nothing at all.
        case ignored
        /// The server changed in itself only.
        case recorded
        /// The server is where the report says it is; interfaces named in it are now true.
        case settled
        /// The instance is gone: give back addresses and quota.
        case removed
        /// A change of interfaces failed: those that were being made are not coming.
        case nicsRefused
    }

    /// Takes in one report. Only a report that moves the state moves `reportedAt`: a failure that arrives before an
    /// earlier success must not hide it.
    ///
    /// Ours: the original also wrote to servers that are deleted, and gave their quota back a second time.
    public mutating func apply(_ report: JobReport) -> Effect {
        guard !isDeleted, isNews(report.time) else { return .ignored }
        job = LastJob(id: report.job, opcode: report.opcode, status: report.status, log: report.log)
        switch (report.status, report.opcode) {
        case (.success, .remove):
            return remove(at: report.time)
        case (.success, let opcode):
            if let state = opcode.stateOnSuccess { operState = state }
            if let ports = report.portForwards { portForwards = ports }
            reportedAt = report.time
            return .settled
        case (.error, .create), (.canceled, .create):
            operState = .error
            reportedAt = report.time
            return .recorded
        case (.error, .remove):
            // Nothing to remove is as good as removed, when it was asked for or never came to be.
            return operState == .error || task == .destroy ? remove(at: report.time) : .recorded
        case (.error, .setParameters), (.canceled, .setParameters):
            return .nicsRefused
        case (.error, _), (.canceled, _), (.queued, _), (.waiting, _), (.canceling, _), (.running, _):
            return .recorded
        }
    }

    /// Takes in how far the disk is; false when the report is stale.
    public mutating func apply(progress percent: Int, at time: Timestamp) -> Bool {
        guard !isDeleted, isNews(time) else { return false }
        buildPercentage = min(percent, 100)
        reportedAt = time
        return true
    }

    /// Whether something that happened then is not known yet.
    public func isNews(_ time: Timestamp) -> Bool {
        guard let reportedAt else { return true }
        return time > reportedAt
    }

    private mutating func remove(at time: Timestamp) -> Effect {
        operState = .destroyed
        isDeleted = true
        portForwards = []
        reportedAt = time
        return .removed
    }
}
