import Glibc
import SQLAccess
import Synchronization

/// The write-ahead log of a database, to be brought to the disk.
///
/// SQLite itself does so only before it moves anything from the log into the file, so that the file stays whole whatever
/// happens (`PRAGMA synchronous = NORMAL`). When a commit is durable is our matter: SQLite's connection can do nothing while
/// the disk takes what was committed, and the writer can.
final class SQLiteLog: Sendable {
    private let path: String
    private let sync: @Sendable (CInt) -> CInt
    private let descriptor: CInt
    /// How the disk has failed.
    private let failed = Mutex<DatabaseError?>(nil)

    /// - Parameters:
    ///   - path: of the log.
    ///   - sync: brings a file to the disk, as `fdatasync`.
    /// - Throws: `DatabaseError.unavailable`. A connection must have made it.
    init(path: String, sync: @escaping @Sendable (CInt) -> CInt) throws {
        self.path = path
        self.sync = sync
        // Who closes the database itself would take SQLite's locks away; of the log it locks nothing.
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw Self.failure("opened", path) }
    }

    deinit {
        close(descriptor)
    }

    /// - Throws: `DatabaseError.unavailable` when the disk has failed before. The system has forgotten then what it could
    ///   not write, and would call the next attempt a success.
    func check() throws {
        if let failure = failed.withLock({ $0 }) { throw failure }
    }

    /// Returns when all that was committed before is on the disk.
    ///
    /// - Throws: `DatabaseError.unavailable`, from then on always.
    func bringToDisk() throws {
        try check()
        while sync(descriptor) != 0 {
            guard errno == EINTR else {
                let failure = Self.failure(
                    "brought to the disk; start the service again when the disk is in order", path)
                failed.withLock { $0 = failure }
                throw failure
            }
        }
    }

    private static func failure(_ what: String, _ path: String) -> DatabaseError {
        .unavailable(message: "\(path) cannot be \(what): \(String(cString: strerror(errno)))")
    }
}
