import Vocabulary

/// What an owner may ask of a server that exists.
public enum ServerAction: Sendable, Hashable {
    case start
    case shutdown
    case reboot(RebootType)
    case destroy
    case rename
    case changeMetadata
    case setFirewall
    case console
    case changeNetworks
}

extension ServerAction {
    /// What must hold before an action begins.
    struct Rule: Hashable {
        /// A suspended server may not be changed, only looked at.
        var refusesSuspended = true
        var refusesDeleted = true
        /// While it is being built only destroying it makes sense.
        var refusesBuilding = false
    }

    /// Source: compute.md 2.5, 2.6 and 2.8. 0.14 does not look at the power state: starting an active server is
    /// accepted.
    var rule: Rule {
        switch self {
        case .start, .shutdown, .reboot, .changeNetworks: Rule(refusesBuilding: true)
        case .destroy, .setFirewall, .console: Rule()
        // 0.14 renames and describes deleted servers too: it is only a note.
        case .rename, .changeMetadata: Rule(refusesDeleted: false)
        }
    }

    /// What is written down once the action is accepted; nil where no job of its own follows.
    var task: ServerTask? {
        switch self {
        case .start: .start
        case .shutdown: .stop
        case .reboot: .reboot
        case .destroy: .destroy
        case .rename, .changeMetadata, .setFirewall, .console, .changeNetworks: nil
        }
    }
}

extension Server {
    /// - Throws: badRequest when deleted, forbidden when suspended, buildInProgress while it is built.
    public func check(_ action: ServerAction) throws {
        let rule = action.rule
        if rule.refusesDeleted && isDeleted {
            throw Fault(.badRequest, "\(action == .destroy ? "VirtualMachine" : "Server") has been deleted.")
        }
        if rule.refusesSuspended && isSuspended { throw Fault(.forbidden, "Administratively Suspended VM") }
        if rule.refusesBuilding && operState == .build { throw Fault(.buildInProgress, "Server is being build.") }
    }
}
