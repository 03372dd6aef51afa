import NIOPosix
import PithosBackend

/// Lends the one connection of a store: made when first needed, so that a service starts while its cluster is away.
///
/// Whoever comes while it is made waits for the same attempt. After one that failed, the next is made only after a
/// pause, and who asks before is told at once.
actor RadosLink {
    private let options: RadosOptions
    private let library: RadosLibrary
    private let pool: NIOThreadPool
    private var state = State.idle

    private enum State {
        case idle
        case connecting([CheckedContinuation<RadosConnection, any Error>])
        case connected(RadosConnection)
        case failed(any Error, until: ContinuousClock.Instant)
        case closed
    }

    /// Between an attempt that failed and the next.
    private static let pause = Duration.seconds(1)

    init(options: RadosOptions, library: RadosLibrary, pool: NIOThreadPool) {
        self.options = options
        self.library = library
        self.pool = pool
    }

    /// - Throws: `BlockError.unavailable`.
    func connection() async throws -> RadosConnection {
        switch state {
        case .connected(let connection):
            return connection
        case .connecting(let waiting):
            return try await withCheckedThrowingContinuation { state = .connecting(waiting + [$0]) }
        case .failed(let error, let until) where ContinuousClock.now < until:
            throw error
        case .closed:
            throw BlockError.unavailable("the store was closed")
        case .idle, .failed:
            state = .connecting([])
        }
        do {
            let connection = try await pool.runIfActive { [options, library] in
                try RadosConnection(options, library: library)
            }
            for waiter in take(.connected(connection)) { waiter.resume(returning: connection) }
            return connection
        } catch {
            for waiter in take(.failed(error, until: .now + Self.pause)) { waiter.resume(throwing: error) }
            throw error
        }
    }

    /// Lets go of the cluster; no operation may be running.
    func close() async {
        guard case .connected(let connection) = state else {
            state = .closed
            return
        }
        state = .closed
        try? await pool.runIfActive { connection.shutdown() }
    }

    private func take(_ next: State) -> [CheckedContinuation<RadosConnection, any Error>] {
        guard case .connecting(let waiting) = state else { return [] }
        state = next
        return waiting
    }
}
