import SQLAccess

/// One thread's connection: made when first needed, and again after the server was away.
final class PostgresWorker {
    /// How one run of a transaction ended.
    enum Outcome<Value: Sendable>: Sendable {
        case success(Value)
        /// - mayRetry: whether the server asks for the transaction to be repeated.
        case failure(any Error, mayRetry: Bool)
    }

    private let conninfo: String
    private let options: PostgresOptions
    private var connection: PostgresConnection?

    init(conninfo: String, options: PostgresOptions) {
        self.conninfo = conninfo
        self.options = options
    }

    /// Runs `body` between `begin` and a COMMIT, or a ROLLBACK when it throws.
    func run<Value: Sendable>(_ begin: String, _ body: (Transaction) throws -> Value) -> Outcome<Value> {
        let connection: PostgresConnection
        do {
            connection = try self.begin(begin)
        } catch {
            return .failure(error, mayRetry: false)
        }
        defer {
            if !connection.isReusable { self.connection = nil }
        }
        do {
            let value = try body(Transaction(connection: connection))
            try connection.control("COMMIT")
            return .success(value)
        } catch {
            // Where this fails the connection is of no more use, and closing it rolls back too.
            try? connection.control("ROLLBACK")
            return .failure(error, mayRetry: connection.asksForRetry)
        }
    }

    /// A connection with a transaction just begun. That the server was restarted since its last use shows only now,
    /// when nothing is lost yet: then it connects anew.
    private func begin(_ begin: String) throws -> PostgresConnection {
        if let connection {
            do {
                try connection.control(begin)
                return connection
            } catch DatabaseError.unavailable {
                self.connection = nil
            }
        }
        let connection = try PostgresConnection(conninfo: conninfo, options: options)
        try connection.control(begin)
        self.connection = connection
        return connection
    }
}
