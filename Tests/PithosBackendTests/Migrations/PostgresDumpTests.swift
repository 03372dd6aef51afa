import Foundation
import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// A backup has what the database has, or it is none: PostgreSQL.
struct PostgresDumpTests {
    private let folder = NSTemporaryDirectory() + "dump-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func write(_ text: String) throws -> BackupFile {
        try Data(text.utf8).write(to: URL(filePath: folder + "/dump"))
        return try BackupFile(folder + "/dump")
    }

    @Test func rowsAndRevisionAreReadFromSQL() throws {
        let dump = """
            -- PostgreSQL database dump
            COPY public.alembic_version (version_num) FROM stdin;
            4c8ccdc58192
            \\.
            COPY nodes (node, parent, latest_version, path) FROM stdin;
            0\t0\t\\N\t
            1\t0\t1\tCOPY public.versions (serial) FROM stdin;
            \\.
            COPY public."versions" (serial) FROM stdin;
            \\.
            """
        let contents = try PostgresDump(file: try write(dump)).contents()
        #expect(contents.rows == ["alembic_version": 1, "nodes": 2, "versions": 0])
        #expect(contents.state == .original(.oldest))
        #expect(contents.isExact)
    }

    @Test func statementsOfInsertAreUnderstood() throws {
        let dump = """
            -- PostgreSQL database dump
            INSERT INTO public.schema_migration VALUES (1, 'original-schema', 0);
            INSERT INTO public.schema_migration (number, name) VALUES (2, 'keys-in-use');
            INSERT INTO public.alembic_version VALUES ('5adc52055209');
            """
        let contents = try PostgresDump(file: try write(dump)).contents()
        #expect(contents.state == .ours(2))
        #expect(contents.original == ["5adc52055209"])
        #expect(!contents.isExact)
    }

    @Test func withoutThePostgresProgramAnArchiveIsRefusedWithWhatToInstall() throws {
        let file = try write("PGDMP\u{1}")
        #expect {
            try PostgresDump(file: file, program: "synnefo-has-no-such-program").contents()
        } throws: { "\($0)".contains("postgresql-client") }
        #expect(throws: SchemaUpgradeError.self) { try PostgresDump(file: file).contents() }
    }

    /// Whether there is a server, and a `pg_dump` beside it.
    private static let canDump =
        TestEngine.available.contains(.postgres) && FileManager.default.isExecutableFile(atPath: "/usr/bin/pg_dump")

    private func dump(_ database: any Database, _ options: String...) throws -> String {
        let path = folder + "/backup"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/pg_dump")
        process.arguments = options + ["--file", path, "--dbname", try TestEngine.conninfo(of: database)]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return path
    }

    private func verdict(_ path: String, _ database: any Database) async throws -> String {
        let upgrade = SchemaUpgrade(database)
        do {
            try await upgrade.check(
                try BackupFile(path), against: try await upgrade.survey(), to: .head, now: .now(),
                age: .seconds(86_400))
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        .enabled(if: PostgresDumpTests.canDump, "needs PostgreSQL and its pg_dump"),
        arguments: ["custom", "plain", "tar"])
    func aDumpOfTheDatabaseIsOneAndNoOther(format: String) async throws {
        let database = try await TestEngine.postgres.fresh()
        try await OriginalSample.make(database, revision: 7)
        let whole = try dump(database, "--format", format)
        #expect(try await verdict(whole, database) == "accepted")
        try await database.write { try $0.run("DELETE FROM versions WHERE serial = 6") }
        #expect(try await verdict(whole, database).contains("has 7 rows of versions, the database has 6"))
        let schema = try dump(database, "--schema-only", "--format", format)
        #expect(try await verdict(schema, database).contains("has no rows of nodes, policy"))
        let other = try await TestEngine.postgres.fresh()
        try await OriginalSample.make(other, revision: 8)
        let others = try dump(other, "--format", format)
        #expect(try await verdict(others, database).contains("is a backup of a database at revision 3b62b3f1bf6c"))
    }

    @Test(.enabled(if: PostgresDumpTests.canDump, "needs PostgreSQL and its pg_dump"))
    func anArchiveThatWasCutIsNone() async throws {
        let database = try await TestEngine.postgres.fresh()
        try await OriginalSample.make(database, revision: 7)
        let path = try dump(database, "--format", "custom")
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count - 200).write(to: URL(filePath: path))
        #expect(try await verdict(path, database).contains("cannot be read to its end (pg_restore: error"))
    }
}
