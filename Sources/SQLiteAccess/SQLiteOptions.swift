import Glibc

/// How a database file is opened.
public struct SQLiteOptions: Sendable {
    /// Connections, and threads, for reads. Default 4.
    public var readers = 4
    /// Whether an answered write survives a power cut (its log is synced). Without it a power cut may destroy
    /// the file: for data that can be made again. Default true.
    public var isDurable = true
    /// How the log is brought to the disk, as `fdatasync`; for tests of disks that fail.
    package var sync: @Sendable (CInt) -> CInt = { fdatasync($0) }
    /// Whether every statement keeps what rows refer to there (`PRAGMA foreign_keys`). Without it tables can be dropped
    /// at once, where SQLite else looks for what refers to each of their rows; who turns it off checks by himself.
    /// Default true.
    public var enforcesReferences = true
    /// How long a write waits for another process's before `DatabaseError.conflict`. Default 5 s.
    public var busyTimeout = Duration.seconds(5)
    /// Prepared statements a connection keeps. Default 256.
    public var cachedStatements = 256
    /// Reads, and apart from them writes, that may wait for a thread; more are refused as `unavailable`. Default
    /// 10,000.
    public var waitingLimit = 10_000

    public init() {}

    /// How many milliseconds a write waits.
    var busyTries: Int { Int(busyTimeout / .milliseconds(1)) }
}
