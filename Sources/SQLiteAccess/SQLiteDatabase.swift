public import Logging
import ObjectPool
public import SQLAccess

/// A database in one file, in WAL mode: one connection that writes and some that read beside it, each with a thread of
/// its own. Other processes may use the same file at the same time. A file that another program made in another mode stays
/// as it is, byte for byte, until the first write.
///
/// What a write changed is on disk when it returns. Writes that wait for each other share a commit, see `SQLiteWriter`; who
/// reads may see theirs a moment before they are durable.
public final class SQLiteDatabase: Database {
    public var dialect: Dialect { .sqlite }
    public let path: String
    private let reads: JobQueue<@Sendable (SQLiteConnection) -> Void>
    private let writes: JobQueue<SQLiteWriterJob>
    private let readers: WorkerThreads
    private let writer: WorkerThreads
    private let syncing: WorkerThreads?
    private let glances: SQLiteGlances

    /// Opens the file at `path`, making it if need be; its directory must be there.
    ///
    /// - Throws: `DatabaseError.unavailable`.
    public convenience init(path: String, readers: Int = 4, logger: Logger? = nil) throws {
        var options = SQLiteOptions()
        options.readers = readers
        try self.init(path: path, options: options, logger: logger)
    }

    public convenience init(path: String, options: SQLiteOptions, logger: Logger? = nil) throws {
        try self.init(path: path, options: options, logger: logger, folder: nil)
    }

    /// A database in a file that vanishes when it is closed or no longer used, for tests.
    public static func temporary(enforcesReferences: Bool = true) throws -> SQLiteDatabase {
        let folder = try TemporaryFolder()
        var options = SQLiteOptions()
        options.enforcesReferences = enforcesReferences
        options.isDurable = false
        return try SQLiteDatabase(path: folder.path + "/database.sqlite", options: options, logger: nil, folder: folder)
    }

    private init(path: String, options: SQLiteOptions, logger: Logger?, folder: TemporaryFolder?) throws {
        self.path = path
        let reads = JobQueue<@Sendable (SQLiteConnection) -> Void>(limit: options.waitingLimit)
        let writes = JobQueue<SQLiteWriterJob>(limit: options.waitingLimit)
        self.reads = reads
        self.writes = writes
        // The writer first: it makes the file and turns WAL on.
        let connection = try SQLiteConnection(path: path, role: .writer, options: options)
        // A file of another program has no log before the first write; until it is opened anew SQLite itself syncs.
        let hasLog = options.isDurable && !connection.defersWAL
        let log = hasLog ? try SQLiteLog(path: connection.logPath(), sync: options.sync) : nil
        let writing = Handover(connection)
        let reading = try (0..<options.readers).map { _ in
            Handover(try SQLiteConnection(path: path, role: .reader, options: options))
        }
        glances = SQLiteGlances(path: path, options: options)
        let syncer = log.map { log in
            SQLiteSyncer(log: log) {
                // A queue that is full keeps the writer awake, and one that is closed wakes it.
                try? writes.add(.lookAgain)
            }
        }
        syncing = syncer.map { syncer in WorkerThreads(name: "sqlite-sync", count: 1) { _ in syncer.run() } }
        writer = WorkerThreads(name: "sqlite-write", count: 1) { _ in
            SQLiteWriter(connection: writing.take(), queue: writes, syncer: syncer).run()
            // After the last commit.
            syncer?.close()
            withExtendedLifetime(folder) {}
        }
        readers = WorkerThreads(name: "sqlite-read", count: options.readers) { number in
            let connection = reading[number].take()
            while let job = reads.take() { job(connection) }
            withExtendedLifetime(folder) {}
        }
        logger?.debug("database opened", metadata: ["path": "\(path)"])
    }

    deinit {
        reads.close()
        writes.close()
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do throws(JobRefusal) {
                try reads.add { connection in
                    continuation.resume(with: Result { try connection.read(body) })
                }
            } catch {
                continuation.resume(throwing: DatabaseError(error, path: path))
            }
        }
    }

    public func glance<Value: Sendable>(_ body: (Transaction) throws -> Value) -> Value? { glances.find(body) }

    @discardableResult
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            do throws(JobRefusal) {
                try writes.add(.write(SQLiteWrite(body, continuation)))
            } catch {
                continuation.resume(throwing: DatabaseError(error, path: path))
            }
        }
    }

    public func close() async {
        await glances.close()
        reads.close()
        await readers.join()
        // The writer goes last: only it may bring what is in the log into the file, so that the file alone is whole.
        writes.close()
        await writer.join()
        await syncing?.join()
    }
}

extension SQLiteConnection {
    /// Runs `body` on one snapshot.
    func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        do {
            try control("BEGIN")
            let value = try body(Transaction(connection: self))
            try control("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }
}

extension DatabaseError {
    fileprivate init(_ refusal: JobRefusal, path: String) {
        switch refusal {
        case .full: self = .unavailable(message: "\(path): too many transactions wait")
        case .closed: self = .unavailable(message: "\(path): the database has been closed")
        }
    }
}
