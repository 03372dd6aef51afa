import NIOPosix
import Synchronization

/// Steps that are taken in order on a thread of a pool, beside whoever adds them, each on the value that the one before
/// it left.
///
/// A thread that has a lane stays with it while there are steps, for a change of thread takes as long as hashing tens of
/// kilobytes. Few steps wait: who adds another waits himself. A step that throws is the last.
final class Lane<Value: Sendable>: Sendable {
    typealias Step = @Sendable (inout Value) throws -> Void

    private struct State {
        var value: Value
        var steps: [Step] = []
        var isRunning = false
        var failure: (any Error)?
        /// Who waits until no more than `steps` steps wait, or, with nil, until nothing runs.
        var waiter: (steps: Int?, turn: CheckedContinuation<Void, Never>)?

        /// Whether there is nothing left to wait for.
        func isDone(_ steps: Int?) -> Bool {
            steps.map { failure != nil || self.steps.count <= $0 } ?? !isRunning
        }

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            guard let waiter, isDone(waiter.steps) else { return nil }
            self.waiter = nil
            return waiter.turn
        }
    }

    private let pool: NIOThreadPool
    private let state: Mutex<State>

    init(_ value: Value, pool: NIOThreadPool) {
        self.pool = pool
        state = Mutex(State(value: value))
    }

    /// Adds a step. One task at a time may add.
    ///
    /// - Parameters:
    ///   - limit: how many steps may wait when it returns.
    ///   - isShort: taken at once by the caller when no other waits: a change of thread would take longer.
    /// - Throws: what an earlier step threw.
    func add(limit: Int, isShort: Bool = false, _ step: @escaping Step) async throws {
        let isIdle = try state.withLock { state in
            if let failure = state.failure { throw failure }
            let isIdle = !state.isRunning
            state.steps.append(step)
            state.isRunning = true
            return isIdle
        }
        if isIdle, isShort { return run() }
        if isIdle { pool.submit { self.run(unless: $0) } }
        await wait(untilAtMost: limit)
    }

    /// What the last step left.
    ///
    /// - Throws: what a step threw.
    func finish() async throws -> Value {
        await wait(untilAtMost: nil)
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.value
        }
    }

    /// Drops what waits; returns when no step runs.
    func cancel() async {
        state.withLock { $0.steps = [] }
        await wait(untilAtMost: nil)
    }

    private func wait(untilAtMost steps: Int?) async {
        guard !state.withLock({ $0.isDone(steps) }) else { return }
        await withCheckedContinuation { turn in
            let mayGoOn = state.withLock { state in
                if state.isDone(steps) { return true }
                state.waiter = (steps, turn)
                return false
            }
            if mayGoOn { turn.resume() }
        }
    }

    private func run(unless state: NIOThreadPool.WorkItemState) {
        if state == .cancelled { self.state.withLock { $0.failure = NIOThreadPoolError.ThreadPoolInactive() } }
        run()
    }

    private func run() {
        while let (value, step) = next() {
            var value = value
            let result = Result { try step(&value) }
            state.withLock { state in
                state.value = value
                if case .failure(let error) = result { state.failure = error }
            }
        }
    }

    /// The next step; nil when there is none, and the lane has stopped.
    private func next() -> (Value, Step)? {
        let (next, waiter) = state.withLock { state -> ((Value, Step)?, CheckedContinuation<Void, Never>?) in
            guard state.failure == nil, !state.steps.isEmpty else {
                state.steps = []
                state.isRunning = false
                return (nil, state.takeWaiter())
            }
            let next = (state.value, state.steps.removeFirst())
            return (next, state.takeWaiter())
        }
        waiter?.resume()
        return next
    }
}
