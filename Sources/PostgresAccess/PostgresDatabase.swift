import CPostgres
public import Logging
import ObjectPool
public import SQLAccess

/// A database on a PostgreSQL server: some connections, each with a thread of its own.
///
/// Writes run READ COMMITTED, so a row that is read to be changed is locked (`SQL.forUpdate`) or changed by an
/// expression; reads see one snapshot. Make the database with encoding UTF8 and collation C, so that text sorts by its
/// bytes as it does in SQLite, see `PostgresServer.createDatabase`.
public final class PostgresDatabase: Database {
    public var dialect: Dialect { .postgres }
    private let options: PostgresOptions
    private let queue: JobQueue<@Sendable (PostgresWorker) -> Void>
    private let threads: WorkerThreads

    /// Connects when first used.
    ///
    /// - Parameter conninfo: a libpq connection string or URI, with the database's name.
    /// - Throws: `DatabaseError.unavailable` when `conninfo` makes no sense.
    public convenience init(conninfo: String, connections: Int = 8, logger: Logger? = nil) throws {
        var options = PostgresOptions()
        options.connections = connections
        try self.init(conninfo: conninfo, options: options, logger: logger)
    }

    public init(conninfo: String, options: PostgresOptions, logger: Logger? = nil) throws {
        var words: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(conninfo, &words)
        PQconninfoFree(parsed)
        if parsed == nil {
            defer { PQfreemem(words) }
            // libpq's words name the part that is wrong, which is never the password.
            throw DatabaseError.unavailable(message: words.map { String(cString: $0) } ?? "out of memory")
        }
        self.options = options
        let queue = JobQueue<@Sendable (PostgresWorker) -> Void>(limit: options.waitingLimit)
        self.queue = queue
        threads = WorkerThreads(name: "postgres", count: options.connections) { number in
            let worker = PostgresWorker(conninfo: conninfo, options: options)
            while let job = queue.take() { job(worker) }
        }
        logger?.debug("database opened", metadata: ["connections": "\(options.connections)"])
    }

    deinit {
        queue.close()
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    @discardableResult
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value
    {
        try await run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", body)
    }

    public func close() async {
        queue.close()
        await threads.join()
    }

    /// Runs the transaction until it comes through, fails for good, or has been repeated often enough.
    private func run<Value: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            switch try await runOnce(begin, body) {
            case .success(let value): return value
            case .failure(let error, let mayRetry):
                guard mayRetry, attempt < options.attempts else { throw error }
                // Those that were in each other's way must not come back at the same moment.
                let longest = min(5 << attempt, 500)
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...longest)))
                attempt += 1
            }
        }
    }

    private func runOnce<Value: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> PostgresWorker.Outcome<Value> {
        try await withCheckedThrowingContinuation { continuation in
            do throws(JobRefusal) {
                try queue.add { worker in
                    continuation.resume(returning: worker.run(begin, body))
                }
            } catch {
                continuation.resume(throwing: DatabaseError(error))
            }
        }
    }
}

extension DatabaseError {
    fileprivate init(_ refusal: JobRefusal) {
        switch refusal {
        case .full: self = .unavailable(message: "too many transactions wait")
        case .closed: self = .unavailable(message: "the database has been closed")
        }
    }
}
