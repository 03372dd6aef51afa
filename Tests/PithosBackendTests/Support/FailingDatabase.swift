import SQLAccess
import Synchronization

/// A database whose process dies at the statement of a number: that one and all after it fail, and what was not
/// committed is gone.
final class FailingDatabase: Database {
    struct Death: Error {}

    let database: any Database
    private let left: Mutex<Int>
    var dialect: Dialect { database.dialect }

    /// - Parameter statement: from 1; the first that fails.
    init(_ database: any Database, dyingAt statement: Int) {
        self.database = database
        left = Mutex(statement)
    }

    /// Whether the statement was reached.
    var isDead: Bool { left.withLock { $0 <= 0 } }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.read { try body(self.failing($0)) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.write { try body(self.failing($0)) }
    }

    func close() async {}

    private func failing(_ tx: Transaction) -> Transaction {
        Transaction(connection: FailingConnection(tx.connection) { try self.count() })
    }

    private func count() throws {
        try left.withLock { left in
            left -= 1
            if left <= 0 { throw Death() }
        }
    }
}

private final class FailingConnection: Connection {
    private let connection: any Connection
    private let count: () throws -> Void
    var dialect: Dialect { connection.dialect }

    init(_ connection: any Connection, count: @escaping () throws -> Void) {
        self.connection = connection
        self.count = count
    }

    func run(_ statement: SQL, each: (Row) throws -> Void) throws -> Int {
        try count()
        return try connection.run(statement, each: each)
    }

    func control(_ text: String) throws {
        try count()
        try connection.control(text)
    }

    func script(_ text: String) throws {
        try count()
        try connection.script(text)
    }
}
