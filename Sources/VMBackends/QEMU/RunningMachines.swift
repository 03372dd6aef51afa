import Cyclades
import QEMUClient
import Synchronization
import Vocabulary

/// What is held of a machine that runs: its process and the connection to its monitor.
struct RunningMachine: Sendable {
    var process: Int32
    var client: QMPClient
}

/// The machines that run, as far as this process is connected to them.
final class RunningMachines: Sendable {
    private struct State {
        var machines: [InstanceName: RunningMachine] = [:]
        /// What QEMU said of its own end, where it did.
        var lastWords: [InstanceName: String] = [:]
    }

    private let state = Mutex(State())

    func lookup(_ instance: InstanceName) -> RunningMachine? {
        state.withLock { $0.machines[instance] }
    }

    func add(_ machine: RunningMachine, for instance: InstanceName) {
        state.withLock { state in
            state.machines[instance] = machine
            state.lastWords[instance] = nil
        }
    }

    func note(_ words: String, of instance: InstanceName) {
        state.withLock { $0.lastWords[instance] = words }
    }

    func takeLastWords(of instance: InstanceName) -> String? {
        state.withLock { $0.lastWords.removeValue(forKey: instance) }
    }

    /// Forgets a machine that has ended.
    ///
    /// - Parameter process: Only this one: the machine may have been started again meanwhile. Nil for whichever it is.
    func remove(_ instance: InstanceName, process: Int32? = nil) {
        state.withLock { state in
            if let process, state.machines[instance]?.process != process { return }
            state.machines[instance] = nil
        }
    }

    func removeAll() -> [RunningMachine] {
        state.withLock { state in
            defer { state.machines = [:] }
            return Array(state.machines.values)
        }
    }
}
