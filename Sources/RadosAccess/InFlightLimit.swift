import Synchronization

/// How much may be in flight at once, in bytes. Whoever finds too little room waits in line, without a thread.
final class InFlightLimit: Sendable {
    private let capacity: Int
    private let state: Mutex<State>

    private struct State {
        var free: Int
        var waiting: [(bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    init(capacity: Int) {
        precondition(capacity > 0, "a limit of nothing would wait for ever")
        self.capacity = capacity
        state = Mutex(State(free: capacity))
    }

    /// Takes room and returns how much; to be given back with `give`. What is larger than all room takes all of it.
    func take(_ bytes: Int) async -> Int {
        let wanted = min(bytes, capacity)
        await withCheckedContinuation { continuation in
            let isGranted = state.withLock { state in
                // Nobody overtakes: what is large would wait for ever.
                if state.waiting.isEmpty, state.free >= wanted {
                    state.free -= wanted
                    return true
                }
                state.waiting.append((wanted, continuation))
                return false
            }
            if isGranted { continuation.resume() }
        }
        return wanted
    }

    func give(_ bytes: Int) {
        let granted = state.withLock { state in
            state.free += bytes
            var granted: [CheckedContinuation<Void, Never>] = []
            while granted.count < state.waiting.count, state.free >= state.waiting[granted.count].bytes {
                state.free -= state.waiting[granted.count].bytes
                granted.append(state.waiting[granted.count].continuation)
            }
            state.waiting.removeFirst(granted.count)
            return granted
        }
        for continuation in granted { continuation.resume() }
    }
}
