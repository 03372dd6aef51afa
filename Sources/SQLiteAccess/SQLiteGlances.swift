import ObjectPool
import SQLAccess
import Synchronization

/// Connections for look-ups on their callers' own threads: made when first needed, lent to one caller at a time. Nobody
/// waits for one, nor for another process.
final class SQLiteGlances: Sendable {
    private struct State {
        var idle: [Handover<SQLiteConnection>] = []
        /// How many exist, lent or idle.
        var count = 0
        var isClosed = false
    }

    private enum Loan {
        case used(Handover<SQLiteConnection>)
        case unmade
        case none
    }

    /// Connections at most: as many callers as there are processors come at once.
    private static let limit = 4

    private let path: String
    private let options: SQLiteOptions
    private let state = Mutex(State())

    init(path: String, options: SQLiteOptions) {
        self.path = path
        self.options = options
    }

    /// What `body` finds; nil where it could not be asked at once, or failed.
    func find<Value>(_ body: (Transaction) throws -> Value) -> Value? {
        guard let connection = borrow() else { return nil }
        defer { giveBack(connection) }
        return try? connection.read(body)
    }

    /// Lends nothing more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle = []
        }
    }

    private func borrow() -> SQLiteConnection? {
        let loan = state.withLock { state -> Loan in
            if state.isClosed { return .none }
            if let connection = state.idle.popLast() { return .used(connection) }
            guard state.count < Self.limit else { return .none }
            state.count += 1
            return .unmade
        }
        switch loan {
        case .used(let connection): return connection.take()
        case .none: return nil
        case .unmade:
            var options = options
            options.busyTimeout = .zero
            if let connection = try? SQLiteConnection(path: path, role: .reader, options: options) { return connection }
            state.withLock { $0.count -= 1 }
            return nil
        }
    }

    private func giveBack(_ connection: SQLiteConnection) {
        let back = Handover(connection)
        state.withLock { if !$0.isClosed { $0.idle.append(back) } }
    }
}
