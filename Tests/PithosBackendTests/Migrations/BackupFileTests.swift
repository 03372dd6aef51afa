import Foundation
import SQLAccess
import SQLiteAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What is taken for a backup, and what is not.
struct BackupFileTests {
    private let folder = NSTemporaryDirectory() + "backup-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func write(_ content: [UInt8], _ name: String = "backup") throws -> BackupFile {
        let path = folder + "/" + name
        try Data(content).write(to: URL(filePath: path))
        return try BackupFile(path)
    }

    private func check(
        _ file: BackupFile, _ dialect: Dialect, newest: Timestamp? = nil, now: Timestamp? = nil
    ) async throws {
        let database = try SQLiteDatabase.temporary()
        try await database.migrate(PithosMigrations.all)
        var survey = try await SchemaUpgrade(database).survey()
        survey.newestChange = newest
        try file.check(against: survey, dialect: dialect, now: now ?? file.modified, age: .seconds(3600))
    }

    @Test func theFirstAndLastBytesTell() throws {
        let dump = "--\n-- PostgreSQL database dump\n--\nCREATE\n"
        for (content, kind, isComplete) in [
            ("PGDMP\u{1}", BackupFile.Kind.postgresArchive, true), (dump, .postgresText, false),
            (dump + "-- PostgreSQL database dump complete\n", .postgresText, true), ("", .unknown, false),
            ("hello", .unknown, false),
        ] {
            let file = try write(Array(content.utf8))
            #expect(file.kind == kind && file.isComplete == isComplete, "\(content)")
        }
        #expect(try write([0x1F, 0x8B, 8]).kind == .compressed)
    }

    @Test func anSQLiteFileThatWasCutIsNoBackup() async throws {
        let path = folder + "/database.sqlite"
        let database = try SQLiteDatabase(path: path)
        try await database.migrate(PithosMigrations.all)
        await database.close()
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        try await check(try write(bytes), .sqlite)
        let cut = try write(bytes.dropLast(4096))
        await #expect(throws: SchemaUpgradeError.self) { try await check(cut, .sqlite) }
        let whole = try write(bytes)
        await #expect(throws: SchemaUpgradeError.self) { try await check(whole, .postgres) }
    }

    @Test func itIsYoungAndYoungerThanTheNewestChange() async throws {
        let file = try write(Array("PGDMP".utf8))
        try await check(file, .postgres, newest: file.modified - .seconds(1))
        await #expect {
            try await check(file, .postgres, newest: file.modified + .seconds(5))
        } throws: { "\($0)".contains("Stop the services and make a new one") }
        await #expect {
            try await check(file, .postgres, now: file.modified + .seconds(3601))
        } throws: { "\($0)".contains("more than an hour ago. Make a new one") }
    }

    @Test func aFolderOfPgDumpIsOne() throws {
        _ = try write(Array("PGDMP".utf8), "toc.dat")
        #expect(try BackupFile(folder).kind == .postgresArchive)
        #expect(throws: SchemaUpgradeError.self) { try BackupFile(folder + "/missing") }
    }
}
