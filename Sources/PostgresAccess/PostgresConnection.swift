import CPostgres
import SQLAccess

/// One connection to a server. Used by one thread at a time.
final class PostgresConnection: Connection {
    /// A statement's text and the types of its parameters: another type is another prepared statement.
    private struct Key: Hashable {
        var text: String
        var types: [Oid]
    }

    private enum Preparation {
        /// Seen once. Preparing pays only from the second time on, and many a statement never comes again.
        case seen
        case prepared(name: String)
    }

    var dialect: Dialect { .postgres }
    private let handle: OpaquePointer
    private var cache: StatementCache<Key, Preparation>
    private var preparedCount = 0
    /// What spoiled the open transaction.
    private var failure: DatabaseError?
    private var isInTransaction = false
    /// Whether the transaction met something that its repetition may not meet again.
    private(set) var asksForRetry = false
    private var isStale = false

    /// Connects.
    ///
    /// - Throws: `DatabaseError.unavailable`.
    init(conninfo: String, options: PostgresOptions) throws {
        handle = try Self.connect(conninfo, timeout: options.connectTimeout)
        cache = StatementCache(limit: options.cachedStatements)
        // "NOTICE: relation already exists, skipping" is nothing to write to standard error.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        try script(
            """
            SET statement_timeout = \(Int(options.statementTimeout / .milliseconds(1)));
            SET lock_timeout = \(Int(options.lockTimeout / .milliseconds(1)));
            SET idle_in_transaction_session_timeout = \(Int(options.idleTransactionTimeout / .milliseconds(1)));
            SET bytea_output = hex;
            SET standard_conforming_strings = on;
            """)
    }

    deinit {
        PQfinish(handle)
    }

    private static func connect(_ conninfo: String, timeout: Duration) throws -> OpaquePointer {
        // `conninfo` overrides what stands before it and is overridden by what stands behind.
        let given: [(String, String)] = [
            ("connect_timeout", "\(timeout.components.seconds)"), ("fallback_application_name", "synnefo"),
            ("dbname", conninfo), ("client_encoding", "UTF8"),
        ]
        let handle = withCStrings(given) { names, values in PQconnectdbParams(names, values, 1) }
        guard let handle else { throw DatabaseError.unavailable(message: "out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(handle))
            PQfinish(handle)
            throw DatabaseError.unavailable(message: message)
        }
        return handle
    }

    /// Whether another transaction may be begun: the server is there as far as the last answer tells, none is open,
    /// and the prepared statements are of today's schema.
    var isReusable: Bool { isConnected && !isStale && PQtransactionStatus(handle) == PQTRANS_IDLE }

    private var isConnected: Bool { PQstatus(handle) == CONNECTION_OK }

    func run(_ statement: SQL, each: (Row) throws -> Void) throws -> Int {
        let (text, values) = statement.rendered(for: dialect)
        if let failure { throw failure.refusal(of: text) }
        let parameters = PostgresParameters(values)
        let result = try execute(text, parameters)
        try check(result, text)
        // The whole answer is here already: `each` may run other statements, and what it throws spoils nothing.
        try result.forEach(each)
        return result.changes
    }

    func control(_ text: String) throws {
        if text.hasPrefix("ROLLBACK") || text.hasPrefix("BEGIN") { failure = nil }
        if text.hasPrefix("BEGIN") { asksForRetry = false }
        if let failure { throw failure.refusal(of: text) }
        let result = PostgresResult(PQexec(handle, text))
        try check(result, text)
        // The server answers the COMMIT of a spoilt transaction with a rollback that is no error.
        if text == "COMMIT", result.tag != "COMMIT" {
            isInTransaction = false
            throw DatabaseError.engine(code: "25P02", message: "the transaction was rolled back", statement: text)
        }
        isInTransaction = PQtransactionStatus(handle) != PQTRANS_IDLE
    }

    func script(_ text: String) throws {
        let result = PostgresResult(PQexec(handle, text))
        try check(result, text)
    }

    private func execute(_ text: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        let key = Key(text: text, types: parameters.types)
        switch cache.find(key) {
        case .prepared(let name): return execute(prepared: name, parameters)
        case .seen:
            let name = try prepare(key)
            return execute(prepared: name, parameters)
        case nil:
            if case .prepared(let name) = cache.insert(.seen, for: key) { try deallocate(name) }
            return PostgresResult(
                parameters.withPointers { count, values, lengths, formats in
                    PQexecParams(handle, text, count, parameters.types, values, lengths, formats, 0)
                })
        }
    }

    private func execute(prepared name: String, _ parameters: PostgresParameters) -> PostgresResult {
        PostgresResult(
            parameters.withPointers { count, values, lengths, formats in
                PQexecPrepared(handle, name, count, values, lengths, formats, 0)
            })
    }

    private func prepare(_ key: Key) throws -> String {
        preparedCount += 1
        let name = "s\(preparedCount)"
        try check(PostgresResult(PQprepare(handle, name, key.text, Int32(key.types.count), key.types)), key.text)
        _ = cache.insert(.prepared(name: name), for: key)
        return name
    }

    private func deallocate(_ name: String) throws {
        try script("DEALLOCATE \(name)")
    }

    private func check(_ result: borrowing PostgresResult, _ text: String) throws {
        guard result.isFailure else { return }
        let error: DatabaseError
        if isConnected {
            error = DatabaseError(result, statement: text)
        } else {
            // The result says nothing when the connection broke.
            error = .unavailable(message: String(cString: PQerrorMessage(handle)))
        }
        switch result.state {
        case "40001", "40P01": asksForRetry = true
        // A statement prepared before the schema changed. A new connection has prepared none.
        case "0A000" where isInTransaction && result.message.contains("cached plan"):
            (asksForRetry, isStale) = (true, true)
        default: break
        }
        if isInTransaction, failure == nil { failure = error }
        throw error
    }
}
