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
            throw Self.closed
        case .idle, .failed:
            state = .connecting([])
        }
        do {
            let connection = try await pool.runIfActive { [options, library] in
                try RadosConnection(options, library: library)
            }
            guard case .connecting(let waiting) = state else {
                await shutDown(connection)
                throw Self.closed
            }
            state = .connected(connection)
            for waiter in waiting { waiter.resume(returning: connection) }
            return connection
        } catch {
            if case .connecting(let waiting) = state {
                state = .failed(error, until: .now + Self.pause)
                for waiter in waiting { waiter.resume(throwing: error) }
            }
            throw error
        }
    }

    /// Lets go of the cluster. What was begun is waited for; nothing may be begun any more.
    func close() async {
        let last = state
        state = .closed
        switch last {
        case .connected(let connection): await shutDown(connection)
        case .connecting(let waiting): for waiter in waiting { waiter.resume(throwing: Self.closed) }
        case .idle, .failed, .closed: break
        }
    }

    private func shutDown(_ connection: RadosConnection) async {
        // Where the threads have ended before, the end of the process does it.
        try? await pool.runIfActive { connection.shutdown() }
    }

    private static let closed = BlockError.unavailable("the store was closed")
}
