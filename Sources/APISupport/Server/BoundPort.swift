import Synchronization

/// A port that is known sooner or later, or never will be.
final class BoundPort: Sendable {
    private enum State {
        case unknown([CheckedContinuation<Int, any Error>])
        case known(Result<Int, any Error>)
    }

    private let state = Mutex(State.unknown([]))

    func port() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.withLock { state -> Result<Int, any Error>? in
                switch state {
                case .known(let result):
                    return result
                case .unknown(let waiting):
                    state = .unknown(waiting + [continuation])
                    return nil
                }
            }
            if let known { continuation.resume(with: known) }
        }
    }

    func set(_ port: Int) { settle(.success(port)) }

    func fail(_ error: any Error) { settle(.failure(error)) }

    /// Only the first word counts.
    private func settle(_ result: Result<Int, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Int, any Error>] in
            guard case .unknown(let waiting) = state else { return [] }
            state = .known(result)
            return waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
