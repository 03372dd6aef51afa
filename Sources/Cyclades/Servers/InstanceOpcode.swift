public import SQLAccess

/// A backend job's operation, in Ganeti's words (operations.md 3.8).
public enum InstanceOpcode: Hashable, Sendable {
    case create, startup, reboot, shutdown, remove, setParameters
    /// One that has no effect on a server's state: migration, failover and whatever else a cluster does.
    case other(String)

    /// The state a server is in once the job has succeeded; nil where it stays as it was. Removal is more than a
    /// state and has no entry here.
    var stateOnSuccess: OperState? {
        switch self {
        case .create, .startup, .reboot: .started
        case .shutdown: .stopped
        case .remove: .destroyed
        case .setParameters, .other: nil
        }
    }
}

extension InstanceOpcode: RawRepresentable, SQLConvertible {
    public init(rawValue: String) {
        self =
            switch rawValue {
            case "OP_INSTANCE_CREATE": .create
            case "OP_INSTANCE_STARTUP": .startup
            case "OP_INSTANCE_REBOOT": .reboot
            case "OP_INSTANCE_SHUTDOWN": .shutdown
            case "OP_INSTANCE_REMOVE": .remove
            case "OP_INSTANCE_SET_PARAMS": .setParameters
            default: .other(rawValue)
            }
    }

    public var rawValue: String {
        switch self {
        case .create: "OP_INSTANCE_CREATE"
        case .startup: "OP_INSTANCE_STARTUP"
        case .reboot: "OP_INSTANCE_REBOOT"
        case .shutdown: "OP_INSTANCE_SHUTDOWN"
        case .remove: "OP_INSTANCE_REMOVE"
        case .setParameters: "OP_INSTANCE_SET_PARAMS"
        case .other(let name): name
        }
    }
}
