import Glibc

/// A dump of PostgreSQL, read through from its beginning to its end: only so does it tell whether it has one.
struct PostgresDump {
    let file: BackupFile
    /// Makes SQL of an archive.
    var program = "pg_restore"

    /// - Throws: `SchemaUpgradeError`.
    func contents() throws -> BackupContents {
        file.kind == .postgresText ? try readText() : try readArchive()
    }

    private func readText() throws -> BackupContents {
        guard let stream = fopen(file.path, "re") else { throw BackupFile.failure(file.path) }
        defer { fclose(stream) }
        var scanner = DumpScanner()
        ProgramOutput.forEachLine(of: stream) { scanner.take($0) }
        guard ferror(stream) == 0 else { throw BackupFile.failure(file.path) }
        return scanner.contents
    }

    private func readArchive() throws -> BackupContents {
        var scanner = DumpScanner()
        let status = try run("--file=- -- \(ProgramOutput.quoted(file.path)) 2>/dev/null") { scanner.take($0) }
        if status == ProgramOutput.notFound {
            throw SchemaUpgradeError(
                "\(file.path) cannot be checked without \(program). Install it (Debian: postgresql-client), of the server's "
                    + "version or a later one.")
        }
        guard status == 0 else {
            throw SchemaUpgradeError(
                "\(file.path) cannot be read to its end (\(try complaint())). Where it is of a newer PostgreSQL, install that "
                    + "one's postgresql-client; else make a new one.")
        }
        return scanner.contents
    }

    /// What the program says of the archive, apart from its SQL.
    private func complaint() throws -> String {
        var words = "\(program) failed"
        _ = try run("--file=/dev/null -- \(ProgramOutput.quoted(file.path)) 2>&1") { line in
            words = String(decoding: line, as: UTF8.self)
        }
        return words
    }

    /// - Returns: how it ended, as `wait` tells.
    private func run(_ arguments: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) throws -> CInt {
        try ProgramOutput.read("exec \(program) \(arguments)") { ProgramOutput.forEachLine(of: $0, body) }
    }
}
