import Foundation
import SQLAccess
import SQLiteAccess
import Testing

/// A file that another program made in another mode than WAL.
struct SQLiteForeignFileTests {
    private let path = NSTemporaryDirectory() + "foreign-" + UUID().uuidString + ".sqlite"

    private func make() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.write { tx in
            try tx.run("CREATE TABLE item (id BIGINT PRIMARY KEY)")
            try tx.run("INSERT INTO item VALUES (1)")
        }
        await database.close()
        var bytes = try contents()
        // The versions for reading and writing: 2 is WAL, 1 is a journal that is deleted.
        (bytes[18], bytes[19]) = (1, 1)
        try bytes.write(to: URL(filePath: path))
    }

    private func contents() throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    @Test func whoOnlyReadsLeavesEveryByte() async throws {
        try await make()
        let before = try contents()
        let database = try SQLiteDatabase(path: path)
        #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 1)
        await database.close()
        #expect(try contents() == before)
        for suffix in ["-wal", "-shm", "-journal"] { #expect(!fileExists(path + suffix)) }
    }

    @Test func theFirstWriteTurnsWALOn() async throws {
        try await make()
        let database = try SQLiteDatabase(path: path)
        #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 1)
        // With no log to sync by ourselves SQLite does it, at each commit.
        #expect(try await database.write { try $0.value("PRAGMA synchronous", as: Int.self) } == 2)
        try await database.write { try $0.run("INSERT INTO item VALUES (2)") }
        #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 2)
        await database.close()
        #expect(Array(try contents()[18...19]) == [2, 2])
    }
}
