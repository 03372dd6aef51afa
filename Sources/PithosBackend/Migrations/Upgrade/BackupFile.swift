import Glibc
import SQLAccess
public import Vocabulary

/// A file, or a folder of `pg_dump`, that should hold a backup of a database.
public struct BackupFile: Sendable, Hashable {
    /// What its first bytes say.
    public enum Kind: Sendable, Hashable {
        case sqlite
        /// `pg_dump --format=custom`, `tar` or `directory`.
        case postgresArchive
        /// `pg_dump`, as SQL.
        case postgresText
        /// Compressed by another program (`compressor`).
        case compressed
        case unknown
    }

    public var path: String
    public var kind: Kind
    /// The program that compressed it, and reads it; nil for what is not compressed.
    public var compressor: String?
    /// Whether it has an end, as far as its kind tells.
    public var isComplete: Bool
    public var sizeBytes: Int64
    public var modified: Timestamp
    /// What it is to the system, whatever its path.
    let identity: Identity

    struct Identity: Sendable, Hashable {
        var device: UInt64
        var number: UInt64

        /// Nil when there is no such file. A link is what it leads to.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }
    }

    /// - Throws: `SchemaUpgradeError` when it cannot be read.
    public init(_ path: String) throws {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure(path) }
        identity = Identity(status)
        modified = Timestamp(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000)
        if status.st_mode & S_IFMT == S_IFDIR {
            let contents = try BackupFile(path + "/toc.dat")
            (kind, isComplete, sizeBytes) = (contents.kind, contents.isComplete, contents.sizeBytes)
            return
        }
        sizeBytes = Int64(status.st_size)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        let head = Self.read(descriptor, at: 0)
        let tail = Self.read(descriptor, at: max(0, sizeBytes - Int64(Self.pieceBytes)))
        kind = Self.kind(head)
        compressor = Self.compressor(head)
        isComplete = Self.isComplete(kind, head: head, tail: tail, bytes: sizeBytes)
    }

    /// - Parameters:
    ///   - head: its first bytes.
    ///   - tail: its last.
    ///   - bytes: how many there are.
    static func isComplete(_ kind: Kind, head: [UInt8], tail: [UInt8], bytes: Int64) -> Bool {
        switch kind {
        case .sqlite: sqliteBytes(head) == bytes
        case .postgresText: String(decoding: tail, as: UTF8.self).contains("PostgreSQL database dump complete")
        case .postgresArchive, .compressed: true
        case .unknown: false
        }
    }

    /// - Throws: `SchemaUpgradeError` that says what is wrong with it.
    func check(against survey: SchemaSurvey, dialect: Dialect, now: Timestamp, age: Duration) throws {
        let fits: [Kind] =
            dialect == .sqlite ? [.sqlite, .compressed] : [.postgresArchive, .postgresText, .compressed]
        guard sizeBytes > 0, fits.contains(kind) else {
            let engine = dialect == .sqlite ? "an SQLite database" : "a PostgreSQL database"
            throw SchemaUpgradeError("\(path) is no backup of \(engine), as far as its first bytes tell.")
        }
        guard isComplete else { throw SchemaUpgradeError("\(path) was not written to its end.") }
        guard modified + age >= now else {
            throw SchemaUpgradeError(
                "\(path) is of \(modified.plainUTC) UTC, more than \(Self.words(age)) ago. Make a new one.")
        }
        // The clock of a file server may be a little ahead of ours, and that of the services of the database may have been.
        let newest = survey.newestChange
        guard modified <= now + .seconds(300) || newest.map({ modified - .seconds(1) <= $0 }) ?? false else {
            throw SchemaUpgradeError(
                "\(path) is of \(modified.plainUTC) UTC, which is yet to come: nobody can tell how old it is. Make a new "
                    + "one, and see that the clocks are right.")
        }
        // The file's time has whole seconds. A change of a day that is yet to come tells nothing.
        if let newest, newest <= now + .seconds(86_400), modified + .seconds(1) < newest {
            throw SchemaUpgradeError(
                "\(path) is of \(modified.plainUTC) UTC; the database was changed at \(newest.plainUTC) UTC. "
                    + "Stop the services and make a new one.")
        }
    }

    /// `a day`, `3 hours`
    private static func words(_ age: Duration) -> String {
        let hours = age.components.seconds / 3600
        if hours > 0, hours % 24 == 0 { return hours == 24 ? "a day" : "\(hours / 24) days" }
        return hours == 1 ? "an hour" : "\(hours) hours"
    }

    static let pieceBytes = 512

    private static func read(_ descriptor: CInt, at offset: Int64) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        return Array(buffer.prefix(max(0, count)))
    }

    static func kind(_ head: [UInt8]) -> Kind {
        func begins(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
        if begins(Array("SQLite format 3\0".utf8)) { return .sqlite }
        // A tar archive of pg_dump has the table of contents as its first member.
        if begins(Array("PGDMP".utf8)) || begins(Array("toc.dat\0".utf8)) { return .postgresArchive }
        if compressor(head) != nil { return .compressed }
        return String(decoding: head, as: UTF8.self).contains("PostgreSQL database dump") ? .postgresText : .unknown
    }

    private static func compressor(_ head: [UInt8]) -> String? {
        let beginnings: [(String, [UInt8])] = [
            ("gzip", [0x1F, 0x8B]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
            ("bzip2", Array("BZh".utf8)),
        ]
        return beginnings.first { head.starts(with: $0.1) }?.0
    }

    /// Page size times number of pages, as the header tells; both are big-endian.
    private static func sqliteBytes(_ head: [UInt8]) -> Int64? {
        guard head.count >= 32 else { return nil }
        let pageSize = Int64(head[16]) << 8 | Int64(head[17])
        let pages = head[28..<32].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        // 65,536 does not fit in two bytes and is written as 1.
        return pages * (pageSize == 1 ? 65_536 : pageSize)
    }

    static func failure(_ path: String) -> SchemaUpgradeError {
        SchemaUpgradeError("\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
}
