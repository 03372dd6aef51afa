import Cyclades
import QEMUClient
import Synchronization
import Vocabulary

/// The open monitor connections, one a running machine.
final class RunningMachines: Sendable {
    /// Tells one connection to a machine from a later one.
    typealias Token = Int

    private struct State {
        var clients: [InstanceName: (client: QMPClient, token: Token)] = [:]
        /// What QEMU said of its own end, where it did.
        var lastWords: [InstanceName: String] = [:]
        var lastToken = 0
    }

    private let state = Mutex(State())

    func lookup(_ instance: InstanceName) -> QMPClient? {
        state.withLock { $0.clients[instance]?.client }
    }

    func add(_ client: QMPClient, for instance: InstanceName) -> Token {
        state.withLock { state in
            state.lastToken += 1
            state.clients[instance] = (client, state.lastToken)
            state.lastWords[instance] = nil
            return state.lastToken
        }
    }

    func note(_ words: String, of instance: InstanceName) {
        state.withLock { $0.lastWords[instance] = words }
    }

    func takeLastWords(of instance: InstanceName) -> String? {
        state.withLock { $0.lastWords.removeValue(forKey: instance) }
    }

    /// Forgets a machine's connection.
    ///
    /// - Parameter token: Only this one: a machine may have been started again meanwhile. Nil for whichever there is.
    func remove(_ instance: InstanceName, token: Token? = nil) {
        state.withLock { state in
            if let token, state.clients[instance]?.token != token { return }
            state.clients[instance] = nil
        }
    }

    func removeAll() -> [QMPClient] {
        state.withLock { state in
            defer { state.clients = [:] }
            return state.clients.values.map(\.client)
        }
    }
}
