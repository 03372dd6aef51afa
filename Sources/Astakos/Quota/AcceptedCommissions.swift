import AstakosClient
import Synchronization

/// Commissions that are accepted for everyone who asks, though the books still have them pending: whoever writes in the
/// books next enters them too, which saves them a transaction of their own.
///
/// Should the process die before, they stay pending, and their component accepts them again.
final class AcceptedCommissions: Sendable {
    struct Entry: Sendable {
        var serial: CommissionSerial
        /// Whose it is.
        var component: String
        /// Called once it is in the books.
        var whenEntered: @Sendable () -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        /// Transactions that are entering some just now.
        var writers = 0
        /// Who wants to know that they have ended.
        var readers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Whether none waits to be entered.
    var isEmpty: Bool { state.withLock(\.waiting.isEmpty) }

    /// Whether it is the only one that waits.
    func add(_ entry: Entry) -> Bool {
        state.withLock { state in
            state.waiting.append(entry)
            return state.waiting.count == 1
        }
    }

    /// What is to be entered, by serial: by the caller, who says `end` afterwards unless there is nothing.
    func begin() -> [Entry] {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return [] }
            state.writers += 1
            defer { state.waiting = [] }
            return state.waiting.sorted { $0.serial < $1.serial }
        }
    }

    /// They are in the books, or wait again.
    func end(_ entries: [Entry], areEntered: Bool) {
        guard !entries.isEmpty else { return }
        if areEntered { for entry in entries { entry.whenEntered() } }
        let readers = state.withLock { state in
            state.writers -= 1
            if !areEntered { state.waiting += entries }
            guard state.writers == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.readers = [] }
            return state.readers
        }
        for reader in readers { reader.resume() }
    }

    /// Returns when nobody is entering any.
    func waitForWriters() async {
        guard state.withLock({ $0.writers > 0 }) else { return }
        await withCheckedContinuation { reader in
            let mayGoOn = state.withLock { state in
                if state.writers == 0 { return true }
                state.readers.append(reader)
                return false
            }
            if mayGoOn { reader.resume() }
        }
    }
}
