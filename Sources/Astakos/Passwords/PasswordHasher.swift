import Dispatch
import Synchronization
import Vocabulary

/// Hashes and checks passwords away from the event loops, few at a time: each takes many megabytes and a good part of
/// a second by design.
final class PasswordHasher: Sendable {
    let cost: ScryptCost
    private let queues: [DispatchQueue]
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var waiting = 0
    }

    /// - Parameters:
    ///   - cost: of new hashes.
    ///   - width: how many run at once.
    init(cost: ScryptCost = .standard, width: Int = 2) {
        self.cost = cost
        queues = (0..<width).map { DispatchQueue(label: "passwords.\($0)") }
    }

    /// Most that wait; a fiftieth of what a flood of log-ins would need, and already some seconds of work.
    private static let waitingLimit = 64

    /// The stored form of a new password.
    ///
    /// - Throws: serviceUnavailable when too many log-ins are waiting.
    func hash(_ password: String) async throws -> String {
        let cost = cost
        return try await run { try PasswordHash.make(password, cost: cost) }
    }

    /// True when `password` matches the stored form. Takes its time for an unusable one too, so that the answer's
    /// delay does not tell whether an account exists.
    ///
    /// - Throws: serviceUnavailable when too many log-ins are waiting.
    func verify(_ password: String, against stored: String) async throws -> Bool {
        let cost = cost
        return try await run {
            let hash = PasswordHash(text: stored)
            if hash == .unusable {
                _ = try PasswordHash.make(password, cost: cost)
                return false
            }
            return try hash.verify(password)
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let queue = state.withLock { state -> DispatchQueue? in
            guard state.waiting < Self.waitingLimit else { return nil }
            state.waiting += 1
            state.next = (state.next + 1) % queues.count
            return queues[state.next]
        }
        guard let queue else {
            throw Fault(.serviceUnavailable, "Too many log-ins at once; try again in a few seconds.")
        }
        defer { state.withLock { $0.waiting -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
