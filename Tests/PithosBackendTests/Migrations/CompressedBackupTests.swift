import Foundation
import SQLAccess
import SQLiteAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// A compressed backup is read to its end. Source: object-storage.md 4.14.
struct CompressedBackupTests {
    private let folder = NSTemporaryDirectory() + "compressed-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    /// What `gzip` makes of it, without its last bytes.
    private func gzip(_ content: Data, cut: Int = 0) throws -> BackupFile {
        let path = folder + "/it's a backup"
        try? FileManager.default.removeItem(atPath: path + ".gz")
        try content.write(to: URL(filePath: path))
        let program = Process()
        program.executableURL = URL(filePath: "/bin/gzip")
        program.arguments = [path]
        try program.run()
        program.waitUntilExit()
        let packed = try Data(contentsOf: URL(filePath: path + ".gz"))
        try packed.dropLast(cut).write(to: URL(filePath: path + ".gz"))
        return try BackupFile(path + ".gz")
    }

    private func contents(_ file: BackupFile, _ dialect: Dialect) throws -> BackupContents? {
        try CompressedBackup(file: file, program: try #require(file.compressor)).contents(dialect)
    }

    private static let dump = Data(
        """
        -- PostgreSQL database dump
        COPY public.alembic_version (version_num) FROM stdin;
        4c8ccdc58192
        \\.
        COPY nodes (node, parent, latest_version, path) FROM stdin;
        0\t0\t\\N\t
        \\.
        -- PostgreSQL database dump complete

        """.utf8)

    @Test func aDumpIsLookedInto() throws {
        let contents = try #require(try contents(try gzip(Self.dump), .postgres))
        #expect(contents.rows == ["alembic_version": 1, "nodes": 1] && contents.state == .original(.oldest))
    }

    @Test func oneThatWasCutIsNone() throws {
        for cut in [1, 40] {
            let file = try gzip(Self.dump, cut: cut)
            #expect { try contents(file, .postgres) } throws: {
                "\($0)".contains("is damaged, or was not written to its end (gzip: ")
            }
        }
        // The dump was cut before it was compressed.
        let file = try gzip(Self.dump.prefix(60))
        #expect { try contents(file, .postgres) } throws: { "\($0)".contains("was not written to its end") }
    }

    @Test func garbageIsNone() throws {
        let path = folder + "/garbage"
        try Data([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).write(to: URL(filePath: path))
        #expect(throws: SchemaUpgradeError.self) { try contents(try BackupFile(path), .postgres) }
        for dialect in [Dialect.postgres, .sqlite] {
            let file = try gzip(Data("hello".utf8))
            #expect { try contents(file, dialect) } throws: { "\($0)".contains("is no backup of") }
        }
        let file = try gzip(Self.dump)
        #expect { try contents(file, .sqlite) } throws: { "\($0)".contains("is no backup of an SQLite database") }
        #expect {
            try CompressedBackup(file: file, program: "synnefo-has-no-such-program").contents(.postgres)
        } throws: { "\($0)".contains("cannot be checked without synnefo-has-no-such-program") }
    }

    @Test func aFileOfSQLiteHasItsLength() async throws {
        let path = folder + "/database.sqlite"
        let database = try SQLiteDatabase(path: path)
        try await database.migrate(PithosMigrations.all)
        await database.close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(try contents(try gzip(bytes), .sqlite) == nil)
        let cut = try gzip(bytes.dropLast(4096))
        #expect(throws: SchemaUpgradeError.self) { try contents(cut, .sqlite) }
    }

    /// By way of what the command asks.
    @Test func aDatabaseDoesNotGoWithGarbage() async throws {
        let database = try SQLiteDatabase.temporary()
        try await OriginalSample.make(database, revision: 8)
        let upgrade = SchemaUpgrade(database)
        let survey = try await upgrade.survey()
        let file = try gzip(Data("hello".utf8))
        await #expect(throws: SchemaUpgradeError.self) {
            try await upgrade.check(file, against: survey, to: .head, now: file.modified, age: .seconds(3600))
        }
    }
}
