import Synchronization

/// Lets one waiter sleep until it is woken or its time is up. A wake while nobody waits is kept for the next wait.
final class WakeSignal: Sendable {
    private struct State {
        var isPending = false
        var sleeper: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func wake() {
        state.withLock { state in
            state.isPending = true
            state.sleeper?.cancel()
        }
    }

    /// Returns when woken, when `time` is over, or when the task is cancelled.
    func wait(atMost time: Duration) async {
        let sleeper = Task { _ = try? await Task.sleep(for: time) }
        state.withLock { state in
            if state.isPending { sleeper.cancel() }
            state.sleeper = sleeper
        }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        state.withLock { $0 = State() }
    }
}
