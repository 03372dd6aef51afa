import SQLAccess
import SQLiteAccess
import TestEngines
import Testing
import Vocabulary

/// What only SQLite does: files, other processes at the same file, commits that are shared.
@Suite struct SQLiteTests {
    static let table = Migration(1, "item", statements: ["CREATE TABLE item (id BIGINT PRIMARY KEY, bytes BLOB)"])

    private func fresh() async throws -> SQLiteDatabase {
        try #require(try await TestEngine.sqlite.fresh([Self.table]) as? SQLiteDatabase)
    }

    private func pragma(_ name: String, _ db: any Database) async throws -> String? {
        try await db.read { tx in
            try tx.first(SQL(verbatim: "PRAGMA \(name)"))?.values.first.map { value in
                switch value {
                case .int(let number): "\(number)"
                case .text(let text): text
                default: "?"
                }
            }
        }
    }

    @Test func aFileIsDurableUnlessItIsTemporary() async throws {
        let temporary = try await fresh()
        let db = try SQLiteDatabase(path: temporary.path)
        #expect(try await db.write { try $0.value("PRAGMA synchronous", as: Int.self) } == 1)
        #expect(try await temporary.write { try $0.value("PRAGMA synchronous", as: Int.self) } == 0)
        #expect(try await pragma("journal_mode", db) == "wal")
        for suffix in ["", "-wal", "-shm"] { #expect(filePermissions(temporary.path + suffix) == 0o600) }
        #expect(try await pragma("foreign_keys", db) == "1")
        await db.close()
    }

    @Test func whatOneProcessWroteTheOtherReads() async throws {
        let first = try await fresh()
        let second = try SQLiteDatabase(path: first.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                let db = number % 2 == 0 ? first : second
                group.addTask {
                    _ = try await db.write { tx in try tx.run("INSERT INTO item (id) VALUES (\(number))") }
                }
            }
            try await group.waitForAll()
        }
        for db in [first, second] {
            #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 100)
        }
        await second.close()
    }

    @Test func anotherProcessThatKeepsTheLockIsAConflict() async throws {
        let first = try await fresh()
        var options = SQLiteOptions()
        options.busyTimeout = .seconds(1)
        let second = try SQLiteDatabase(path: first.path, options: options)
        let gate = Gate()
        async let holder: Void = first.write { tx in
            try tx.run("INSERT INTO item (id) VALUES (1)")
            gate.open(.hasWritten)
            gate.wait(for: .hasRead)
        }
        await gate.waited(for: .hasWritten)
        await #expect {
            try await second.write { tx in try tx.run("INSERT INTO item (id) VALUES (2)") }
        } throws: { error in
            if case DatabaseError.conflict = error { true } else { false }
        }
        gate.open(.hasRead)
        try await holder
        await second.close()
    }

    @Test func writesThatWaitForEachOtherShareACommit() async throws {
        let db = try await fresh()
        let before = fileSize(db.path + "-wal")
        let failed = try await writeTogether(0..<50, to: db) { number, tx in
            try tx.run("INSERT INTO item (id) VALUES (\(number))")
        }
        #expect(failed.isEmpty)
        #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 50)
        // A commit appends each page it changed, and each of these changes two.
        let pages = (fileSize(db.path + "-wal") - before) / 4_096
        #expect(pages > 0 && pages < 50)
    }

    /// Those that failed and left changes are the only reason to run the others again.
    @Test(arguments: [false, true])
    func whoFailsWithoutAChangeKeepsNobodyUp(writesFirst: Bool) async throws {
        let db = try await fresh()
        let runs = Counter()
        let failed = try await writeTogether(0..<50, to: db) { number, tx in
            runs.add()
            if number % 5 == 0 {
                if writesFirst { try tx.run("INSERT INTO item (id) VALUES (\(number))") }
                throw Refusal()
            }
            try tx.run("INSERT INTO item (id) VALUES (\(number))")
        }
        #expect(failed == Set((0..<50).filter { $0 % 5 == 0 }))
        #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 40)
        #expect(writesFirst ? runs.value > 50 : runs.value == 50)
    }

    private struct Refusal: Error {}

    /// SQLite then rolls back all that share the transaction, by itself.
    @Test func aFullDiskHarmsOnlyWhoDoesNotFit() async throws {
        let db = try await fresh()
        try await db.write { tx in
            let pages = try #require(try tx.value("PRAGMA page_count", as: Int.self))
            _ = try tx.first(SQL(verbatim: "PRAGMA max_page_count = \(pages + 10)"))
        }
        let failed = try await writeTogether(0..<60, to: db) { number, tx in
            let bytes = [UInt8](repeating: 1, count: number % 6 == 5 ? 100_000 : 10)
            try tx.run("INSERT INTO item VALUES (\(number), \(bytes))")
        }
        #expect(failed == Set((0..<60).filter { $0 % 6 == 5 }))
        let stored = try await db.read { tx in Set(try tx.all("SELECT id FROM item") { try $0.get(0, as: Int.self) }) }
        #expect(stored == Set(0..<60).subtracting(failed))
    }

    @Test func aFullDiskIsAnOutageAndNoDefect() async throws {
        let db = try await fresh()
        try await db.write { tx in
            let pages = try #require(try tx.value("PRAGMA page_count", as: Int.self))
            _ = try tx.first(SQL(verbatim: "PRAGMA max_page_count = \(pages + 2)"))
        }
        await #expect {
            try await db.write { tx in
                try tx.run("INSERT INTO item VALUES (1, \([UInt8](repeating: 1, count: 1_000_000)))")
            }
        } throws: { error in
            guard let error = error as? DatabaseError, case .unwritable = error else { return false }
            return error.fault?.kind == .serviceUnavailable
        }
    }

    /// After it every statement would be committed on its own, if it ran.
    @Test func nothingRunsAfterSQLiteRolledBackByItself() async throws {
        let db = try await fresh()
        try await db.write { tx in
            let pages = try #require(try tx.value("PRAGMA page_count", as: Int.self))
            _ = try tx.first(SQL(verbatim: "PRAGMA max_page_count = \(pages + 2)"))
        }
        await #expect(throws: DatabaseError.self) {
            try await db.write { tx in
                try tx.run("INSERT INTO item (id) VALUES (1)")
                _ = try? tx.savepoint {
                    try tx.run("INSERT INTO item VALUES (2, \([UInt8](repeating: 1, count: 1_000_000)))")
                }
                _ = try? tx.savepoint { try tx.run("INSERT INTO item (id) VALUES (3)") }
                _ = try? tx.run("INSERT INTO item (id) VALUES (4)")
            }
        }
        #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 0)
        try await db.write { tx in try tx.run("INSERT INTO item (id) VALUES (5)") }
    }

    @Test func aPlaceThatCannotHoldAFileIsUnavailable() {
        for path in ["/nonexistent/folder/file.sqlite", "/", ":memory:"] {
            #expect {
                try SQLiteDatabase(path: path)
            } throws: { error in
                if case DatabaseError.unavailable = error { true } else { false }
            }
        }
    }

    @Test func aTemporaryFileGoesWithItsDatabase() async throws {
        var db: SQLiteDatabase? = try await fresh()
        let path = try #require(db).path
        #expect(fileExists(path))
        db = nil
        // Its threads close it once they see that nobody can ask any more.
        for _ in 0..<5_000 where fileExists(path) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(!fileExists(path))
    }
}
