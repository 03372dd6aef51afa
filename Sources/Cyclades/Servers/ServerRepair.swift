/// What a server on record and its machine call for, seen side by side.
enum ServerRepair: Hashable {
    /// They agree, or a report may be on its way that makes them agree.
    case leave
    /// The order to make the machine never reached the backend.
    case order
    /// The removal was asked for, and the order was lost on the way.
    case remove
    /// Tell this as if the backend had: the machine is gone, or came up or went down unseen.
    case tell(InstanceOpcode, JobStatus)
    /// The ports that lead to it are others.
    case tellPorts
}

extension Server {
    /// What is to be done, where `instance` is the server's machine, nil when there is none.
    ///
    /// - Parameters:
    ///   - isSettled: it has not changed for so long that no report on it is on its way.
    ///   - isUnattended: whoever was asked for its task is dead: what he did not order nobody will.
    func repair(_ instance: InstanceReport?, isSettled: Bool, isUnattended: Bool) -> ServerRepair {
        let isRemoving = job.opcode == .remove && job.status?.isPending == true
        guard let instance else {
            if task == .destroy { return isSettled || isUnattended && !isRemoving ? .tell(.remove, .success) : .leave }
            // Nothing was ever heard of it.
            if operState == .build, task == .create, job == LastJob(), isSettled || isUnattended { return .order }
            return isSettled ? repairLost : .leave
        }
        if task == .destroy, isSettled || isUnattended, !isRemoving { return .remove }
        guard isSettled else { return .leave }
        if instance.isRunning != (operState == .started), isComparable(instance) {
            return .tell(instance.isRunning ? .reboot : .shutdown, .success)
        }
        return operState == .started && instance.portForwards != portForwards ? .tellPorts : .leave
    }

    /// How the loss of the machine is told.
    private var repairLost: ServerRepair {
        switch operState {
        case .build: .tell(.create, .error)
        case .error, .destroyed: .leave
        case .started, .stopped: .tell(.remove, .success)
        }
    }

    /// A machine that is down while it is built, or after that failed, is as it should be.
    private func isComparable(_ instance: InstanceReport) -> Bool {
        instance.isRunning || (operState != .build && operState != .error)
    }
}
