import ObjectPool
import SQLAccess
import Synchronization

/// Connections for look-ups on their callers' own threads: made when first needed, lent to one caller at a time. Nobody
/// waits for one, nor for another process.
final class SQLiteGlances: Sendable {
    private struct State {
        var idle: [Handover<SQLiteConnection>] = []
        /// How many were made, or could not be made and are not tried again.
        var attempts = 0
        var lent = 0
        var isClosed = false
    }

    private enum Loan {
        case used(Handover<SQLiteConnection>)
        case unmade
        case none
    }

    /// Connections at most. Who comes when all are lent asks a reader.
    private static let limit = 4

    private let path: String
    private let options: SQLiteOptions
    private let state = Mutex(State())

    init(path: String, options: SQLiteOptions) {
        self.path = path
        self.options = options
    }

    /// What `body` finds; nil where it could not be asked at once, or failed.
    func find<Value: Sendable>(_ body: (Transaction) throws -> Value) -> Value? {
        guard let connection = borrow() else { return nil }
        let value = try? connection.read(body)
        giveBack(connection)
        return value
    }

    /// Lends nothing more, and returns when all are back, which takes no longer than a look, and closed.
    func close() async {
        state.withLock { $0.isClosed = true }
        while state.withLock({ $0.lent > 0 }) { try? await Task.sleep(for: .milliseconds(1)) }
        // Closed outside of the lock.
        _ = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
    }

    private func borrow() -> SQLiteConnection? {
        let loan = state.withLock { state -> Loan in
            if state.isClosed { return .none }
            if let connection = state.idle.popLast() {
                state.lent += 1
                return .used(connection)
            }
            guard state.attempts < Self.limit else { return .none }
            state.attempts += 1
            state.lent += 1
            return .unmade
        }
        switch loan {
        case .used(let connection): return connection.take()
        case .none: return nil
        case .unmade:
            var options = options
            options.busyTimeout = .zero
            if let connection = try? SQLiteConnection(path: path, role: .reader, options: options) { return connection }
            state.withLock { $0.lent -= 1 }
            return nil
        }
    }

    private func giveBack(_ connection: consuming SQLiteConnection) {
        let back = Handover(connection)
        state.withLock { state in
            state.idle.append(back)
            state.lent -= 1
        }
    }
}
