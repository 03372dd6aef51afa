import Foundation
import SQLAccess
import SQLiteAccess
import Testing
import Vocabulary

@testable import PithosBackend

/// A backup has what the database has, or it is none: SQLite.
struct BackupContentsTests {
    private let folder = NSTemporaryDirectory() + "backup-contents-" + UUID().uuidString
    private var live: String { folder + "/live.sqlite" }
    private var backup: String { folder + "/a copy?#%.sqlite" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func open(_ path: String) throws -> SQLiteDatabase {
        var options = SQLiteOptions()
        (options.readers, options.enforcesReferences) = (1, false)
        return try SQLiteDatabase(path: path, options: options)
    }

    /// A database of the original's, closed.
    private func make(_ path: String, revision: Int = 7) async throws {
        let database = try open(path)
        try await OriginalSample.make(database, revision: revision)
        await database.close()
    }

    private func change(_ path: String, _ body: @escaping @Sendable (Transaction) throws -> Void) async throws {
        let database = try open(path)
        try await database.write(body)
        await database.close()
    }

    /// What is said to a backup of the live database; "accepted" where nothing is.
    private func verdict(_ path: String) async throws -> String {
        let database = try open(live)
        let upgrade = SchemaUpgrade(database)
        let survey = try await upgrade.survey()
        var words = "accepted"
        do {
            try await upgrade.check(
                try BackupFile(path), against: survey, to: .head, now: .now(), age: .seconds(86_400))
        } catch {
            words = "\(error)"
        }
        await database.close()
        return words
    }

    @Test func aCopyIsOneAndLeftAsItIs() async throws {
        try await make(live)
        try FileManager.default.copyItem(atPath: live, toPath: backup)
        let before = try Data(contentsOf: URL(filePath: backup))
        #expect(try await verdict(backup) == "accepted")
        #expect(try Data(contentsOf: URL(filePath: backup)) == before)
        #expect(!FileManager.default.fileExists(atPath: backup + "-wal"))
    }

    @Test func theDatabaseItselfIsNone() async throws {
        try await make(live)
        try FileManager.default.createSymbolicLink(atPath: folder + "/symbolic", withDestinationPath: live)
        try FileManager.default.linkItem(atPath: live, toPath: folder + "/hard")
        for path in [live, folder + "/symbolic", folder + "/hard"] {
            #expect(try await verdict(path).contains("is the database itself"), "\(path)")
        }
    }

    @Test func anotherDatabaseIsNone() async throws {
        try await make(live)
        try await change(backup) { try $0.run("CREATE TABLE recipes (name TEXT)") }
        #expect(try await verdict(backup).contains("has no rows of nodes, policy"))
    }

    @Test func oneOfALaterRevisionIsNone() async throws {
        try await make(live)
        try await make(backup, revision: 8)
        #expect(try await verdict(backup).contains("is a backup of a database at revision 3b62b3f1bf6c"))
        let database = try open(backup)
        try await SchemaUpgradeTests.upgrade(database)
        await database.close()
        #expect(try await verdict(backup).contains("is a backup of a database at swift-"))
    }

    @Test func oneWithFewerRowsIsNone() async throws {
        try await make(live)
        try await make(backup)
        try await change(backup) { try $0.run("DELETE FROM versions WHERE serial = 6") }
        #expect(try await verdict(backup).contains("has 6 rows of versions, the database has 7"))
    }

    @Test func oneThatIsHalfZerosIsNone() async throws {
        try await make(live)
        var bytes = try Data(contentsOf: URL(filePath: live))
        bytes.replaceSubrange(bytes.count / 2..<bytes.count, with: Data(count: bytes.count - bytes.count / 2))
        try bytes.write(to: URL(filePath: backup))
        #expect(try await verdict(backup).contains("is damaged"))
    }

    @Test func oneOfTomorrowIsNone() async throws {
        try await make(live)
        try FileManager.default.copyItem(atPath: live, toPath: backup)
        let tomorrow = Date().addingTimeInterval(86_400)
        try FileManager.default.setAttributes([.modificationDate: tomorrow], ofItemAtPath: backup)
        #expect(try await verdict(backup).contains("is yet to come"))
    }

    @Test func anUpgradeThatWasInterruptedGoesOnWithTheBackupFromBefore() async throws {
        try await make(live)
        try FileManager.default.copyItem(atPath: live, toPath: backup)
        for revision in ["3b62b3f1bf6c", "swift-0001", "swift-0003"] {
            let database = try open(live)
            try await SchemaUpgradeTests.upgrade(database, to: revision)
            await database.close()
            #expect(try await verdict(backup) == "accepted", "at \(revision)")
        }
    }
}
