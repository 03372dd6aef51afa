import Glibc
import SQLAccess

/// A backup that another program compressed: that program reads it to its end, and what comes out is looked at as the backup
/// itself would be.
struct CompressedBackup {
    let file: BackupFile
    /// Writes what is in it on its standard output with `-dc`.
    var program: String

    /// - Returns: nil for what is not looked into further: an archive of `pg_dump`, and a database of SQLite, of which the first
    ///   bytes and the length have to be right.
    /// - Throws: `SchemaUpgradeError` that says what is wrong with it.
    func contents(_ dialect: Dialect) throws -> BackupContents? {
        var ends = Ends()
        try check(try read("2>/dev/null") { ends.read($0) })
        let kind = BackupFile.kind(ends.head)
        let engine = dialect == .sqlite ? "an SQLite database" : "a PostgreSQL database"
        guard (dialect == .sqlite ? [.sqlite] : [.postgresArchive, .postgresText]).contains(kind) else {
            throw SchemaUpgradeError(
                "What is in \(file.path) is no backup of \(engine), as far as its first bytes tell.")
        }
        guard BackupFile.isComplete(kind, head: ends.head, tail: ends.tail, bytes: ends.bytes) else {
            throw SchemaUpgradeError("What is in \(file.path) was not written to its end.")
        }
        guard kind == .postgresText else { return nil }
        var scanner = DumpScanner()
        try check(try read("2>/dev/null") { ProgramOutput.forEachLine(of: $0) { scanner.take($0) } })
        return scanner.contents
    }

    private func check(_ status: CInt) throws {
        guard status != ProgramOutput.notFound else {
            throw SchemaUpgradeError("\(file.path) cannot be checked without \(program). Install it.")
        }
        guard status == 0 else {
            var words = "\(program) failed"
            // Its words alone: what it writes goes nowhere.
            _ = try read("2>&1 >/dev/null") { stream in
                ProgramOutput.forEachLine(of: stream) {
                    if !$0.isEmpty { words = String(decoding: $0, as: UTF8.self) }
                }
            }
            throw SchemaUpgradeError(
                "\(file.path) is damaged, or was not written to its end (\(words)). Make a new one.")
        }
    }

    private func read(_ redirection: String, _ body: (UnsafeMutablePointer<FILE>) -> Void) throws -> CInt {
        try ProgramOutput.read("exec \(program) -dc -- \(ProgramOutput.quoted(file.path)) \(redirection)", body)
    }

    /// The first and last bytes of what is in it, and how many there are.
    private struct Ends {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var bytes: Int64 = 0

        mutating func read(_ stream: UnsafeMutablePointer<FILE>) {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = buffer.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, stream) }
                guard count > 0 else { return }
                let piece = buffer.prefix(count)
                head += piece.prefix(BackupFile.pieceBytes - head.count)
                tail = Array((tail + piece.suffix(BackupFile.pieceBytes)).suffix(BackupFile.pieceBytes))
                bytes += Int64(count)
            }
        }
    }
}
