import CSQLite
import Glibc
import SQLAccess

/// One connection to a database file. Used by one thread at a time.
final class SQLiteConnection: Connection {
    /// What a connection is for.
    enum Role {
        case writer
        /// Refuses statements that write.
        case reader
    }

    var dialect: Dialect { .sqlite }
    private let handle: OpaquePointer
    /// By the fingerprints of their texts.
    private var cache: StatementCache<UInt64, SQLiteStatement>
    /// How many statements that change something were begun so far.
    private(set) var changesBegun = 0
    /// What spoiled the open transaction.
    private(set) var failure: DatabaseError?
    /// Whether a BEGIN has succeeded that no COMMIT or ROLLBACK has ended yet.
    private var isInTransaction = false
    private let busyTimeout: Duration
    /// Whether WAL is turned on by the first write only: the file was another program's, and who only looks at it must
    /// not change a byte of it.
    private(set) var defersWAL = false

    /// SQLite counts its memory, which nobody asks for, under a lock that all connections would wait for. Whether it stopped:
    /// it does only before its first use.
    private static let countsNoMemory = synnefo_sqlite_count_no_memory() == SQLITE_OK

    init(path: String, role: Role, options: SQLiteOptions) throws {
        _ = Self.countsNoMemory
        if role == .writer { Self.makePrivateFile(path) }
        var handle: OpaquePointer?
        // Readers open for writing too: in WAL mode even a look takes a mark in the shared index.
        // A file that is attached may be named by a URI, which can say that nothing changes it.
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | (role == .writer ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let words = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw DatabaseError.unavailable(message: "\(path): \(words)")
        }
        self.handle = handle
        busyTimeout = options.busyTimeout
        cache = StatementCache(limit: options.cachedStatements)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_handler(handle, Self.waitForOthers, UnsafeMutableRawPointer(bitPattern: options.busyTries))
        if role == .writer {
            defersWAL = try isAnotherPrograms()
            if !defersWAL { try turnOnWAL() }
        }
        // Where there is no log yet, nobody but SQLite can bring its commits to the disk.
        let durable = defersWAL ? "FULL" : "NORMAL"
        try script(
            """
            PRAGMA synchronous = \(options.isDurable ? durable : "OFF");
            PRAGMA foreign_keys = \(options.enforcesReferences ? "ON" : "OFF");
            PRAGMA case_sensitive_like = ON;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = \(role == .writer ? -16384 : -8192);
            PRAGMA query_only = \(role == .reader ? "ON" : "OFF");
            """)
        // What a process left in the log whose disk had failed may be in the system's cache alone. Nothing may be written
        // behind it before the file has it.
        if role == .writer, options.isDurable, !defersWAL { try script("PRAGMA wal_checkpoint(PASSIVE)") }
    }

    deinit {
        // Statements hold the connection open, so they go first.
        cache.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Waits a millisecond for another process; SQLite's own handler waits ever longer, and misses the short moments in which
    /// a busy one lets others write.
    private static let waitForOthers: @convention(c) (UnsafeMutableRawPointer?, CInt) -> CInt = { tries, count in
        guard count < Int(bitPattern: tries) else { return 0 }
        usleep(1_000)
        return 1
    }

    /// Makes a file that is its owner's alone, as are then the log and the index beside it: it holds people's data.
    ///
    /// One that exists is not touched: to close it again would, as POSIX has it, take away the locks that other
    /// connections of this process hold.
    private static func makePrivateFile(_ path: String) {
        // `:memory:` and its like name no file.
        guard !path.hasPrefix(":") else { return }
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { Glibc.close(file) }
    }

    /// Whether the file holds something and is not in WAL mode: one that we wrote to is.
    private func isAnotherPrograms() throws -> Bool {
        try patiently {
            var (pages, mode): (SQLValue?, SQLValue?)
            _ = try run("PRAGMA page_count") { pages = $0.values.first }
            _ = try run("PRAGMA journal_mode") { mode = $0.values.first }
            // One in memory has no file that could be changed.
            return pages != .int(0) && mode != .text("wal") && mode != .text("memory")
        }
    }

    private func turnOnWAL() throws {
        try patiently {
            var mode: SQLValue?
            _ = try run("PRAGMA journal_mode = WAL") { mode = $0.values.first }
            guard mode == .text("wal") else {
                throw DatabaseError.unavailable(
                    message: "WAL cannot be turned on: it takes a file on a local file system")
            }
        }
    }

    /// Another process that opens a new file at the same moment gets in the way without SQLite waiting for it.
    private func patiently<Value>(_ body: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + busyTimeout
        while true {
            do {
                return try body()
            } catch DatabaseError.conflict(let message) {
                if ContinuousClock.now >= deadline { throw DatabaseError.conflict(message: message) }
                usleep(10_000)
            }
        }
    }

    func run(_ sql: SQL, each: (Row) throws -> Void) throws -> Int {
        if let failure { throw failure.refusal(of: sql.rendered(for: dialect).text) }
        // What `each` throws is its caller's own and spoils nothing.
        var foreign: (any Error)?
        do {
            let statement = try statement(sql)
            if !statement.isReadOnly { changesBegun += 1 }
            return try statement.run(sql.values) { row in
                do { try each(row) } catch {
                    foreign = error
                    throw error
                }
            }
        } catch {
            if let foreign { throw foreign }
            throw spoil(error)
        }
    }

    func control(_ text: String) throws {
        if text.hasPrefix("ROLLBACK") || text.hasPrefix("BEGIN") { failure = nil }
        // After a full disk, say, SQLite has rolled back by itself.
        if text == "ROLLBACK", sqlite3_get_autocommit(handle) != 0 {
            isInTransaction = false
            return
        }
        if let failure { throw failure.refusal(of: text) }
        if defersWAL, text == "BEGIN IMMEDIATE" {
            try turnOnWAL()
            defersWAL = false
        }
        do {
            let sql = SQL(verbatim: text)
            _ = try statement(sql).run(sql.values) { _ in }
        } catch {
            throw spoil(error)
        }
        isInTransaction = sqlite3_get_autocommit(handle) == 0
    }

    func script(_ text: String) throws {
        changesBegun += 1
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else {
            throw spoil(
                DatabaseError(
                    code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)),
                    statement: text))
        }
    }

    /// Where the log lies: beside the file itself where the path is a link to it.
    ///
    /// - Throws: `DatabaseError.unavailable` for a database without one.
    func logPath() throws -> String {
        guard let path = sqlite3_filename_wal(sqlite3_db_filename(handle, "main")) else {
            throw DatabaseError.unavailable(message: "a database without a file has no log")
        }
        return String(cString: path)
    }

    /// How many pages went into the log so far; the difference tells whether a commit left anything there.
    var pagesWritten: Int {
        var (count, most): (CInt, CInt) = (0, 0)
        sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_WRITE, &count, &most, 0)
        return Int(count)
    }

    /// Ends whatever is open, without a word when nothing is.
    func rollBack() {
        // A rollback fails only when there is nothing left to roll back.
        try? control("ROLLBACK")
    }

    private func spoil(_ error: any Error) -> any Error {
        if isInTransaction, failure == nil, let error = error as? DatabaseError { failure = error }
        return error
    }

    private func statement(_ sql: SQL) throws -> SQLiteStatement {
        let fingerprint = sql.fingerprint
        let cached = cache.find(fingerprint)
        let isSame = cached.map { sql.isText($0.text) } ?? false
        if let cached, isSame, !cached.isRunning { return cached }
        let statement = try SQLiteStatement(sql.rendered(for: dialect).text, on: handle)
        // One that is running keeps its place.
        if !isSame { _ = cache.insert(statement, for: fingerprint) }
        return statement
    }
}
