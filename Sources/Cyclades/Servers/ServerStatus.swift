/// A server's state as the APIs show it (compute.md 2.2).
public enum ServerStatus: String, Sendable, Hashable {
    case build = "BUILD"
    case active = "ACTIVE"
    case stopped = "STOPPED"
    case error = "ERROR"
    case deleted = "DELETED"
    case reboot = "REBOOT"
}

extension Server {
    /// `DELETED` wins; an active server whose latest job is an unfinished reboot is `REBOOT`.
    public var status: ServerStatus {
        if isDeleted { return .deleted }
        switch operState {
        case .build: return .build
        case .error: return .error
        case .stopped: return .stopped
        case .destroyed: return .deleted
        case .started: return isRebooting ? .reboot : .active
        }
    }

    /// Percent: 100 once active, else what was last told of the making of the disk.
    public var progress: Int { status == .active ? 100 : buildPercentage }

    private var isRebooting: Bool {
        guard job.opcode == .reboot, let status = job.status else { return false }
        // A reboot that is being cancelled leaves the machine as it is.
        return status.isPending && status != .canceling
    }
}
