public import Cyclades

/// One thing that was asked of the simulated backend.
public enum SimulatedOperation: Sendable, Hashable {
    case create(InstanceName)
    case start(InstanceName)
    case shutdown(InstanceName)
    case reboot(InstanceName, RebootType)
    case remove(InstanceName)
    case createNetwork(String)
    case removeNetwork(String)
    case addNIC(InstanceName, network: String)
    case removeNIC(InstanceName, position: Int)
    case setFirewall(InstanceName, FirewallProfile)

    /// What kind of operation it is, without what it is about.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case create, start, shutdown, reboot, remove, createNetwork, removeNetwork, addNIC, removeNIC, setFirewall
    }

    public var kind: Kind {
        switch self {
        case .create: .create
        case .start: .start
        case .shutdown: .shutdown
        case .reboot: .reboot
        case .remove: .remove
        case .createNetwork: .createNetwork
        case .removeNetwork: .removeNetwork
        case .addNIC: .addNIC
        case .removeNIC: .removeNIC
        case .setFirewall: .setFirewall
        }
    }
}

/// What the script has in store for the next operation of a kind.
public enum SimulatedFailure: Sendable, Hashable {
    /// The call itself fails: nothing was taken.
    case refused
    /// The job is taken and then fails.
    case jobError
    case jobCanceled
    /// The job is taken, done, and nobody tells.
    case lostEvent
}
