import SQLAccess
import TestEngines
import Testing

/// Numbered steps of a schema: in order, once, under a lock, each all or nothing.
@Suite struct MigrationTests {
    struct Stop: Error {}

    static let log = Migration(
        1, "log", statements: ["CREATE TABLE log (id \(SQL.serialPrimaryKey), entry TEXT NOT NULL)"])

    static func entry(_ number: Int) -> Migration {
        Migration(number, "entry-\(number)", statements: ["INSERT INTO log (entry) VALUES (\("\(number)"))"])
    }

    private func entries(_ db: any Database) async throws -> [String] {
        try await db.read { tx in try tx.all("SELECT entry FROM log ORDER BY id") { try $0.get(0, as: String.self) } }
    }

    @Test(arguments: TestEngine.available)
    func theyRunInOrderOfNumberAndOnce(engine: TestEngine) async throws {
        let db = try await engine.fresh()
        try await db.migrate([Self.entry(3), Self.entry(2), Self.log])
        try await db.migrate([Self.log, Self.entry(2), Self.entry(3)])
        try await db.migrate([Self.log, Self.entry(2), Self.entry(3), Self.entry(4)])
        #expect(try await entries(db) == ["2", "3", "4"])
        let remembered = try await db.read { tx in
            try tx.all("SELECT number, name FROM schema_migration ORDER BY number") {
                "\(try $0.get(0, as: Int.self)) \(try $0.get(1, as: String.self))"
            }
        }
        #expect(remembered == ["1 log", "2 entry-2", "3 entry-3", "4 entry-4"])
    }

    @Test(arguments: TestEngine.available)
    func twoProcessesAtOnceRunEachOnce(engine: TestEngine) async throws {
        let first = try await engine.fresh()
        let others = try (0..<3).map { _ in try TestEngine.reopen(first) }
        let migrations = [Self.log] + (2...20).map(Self.entry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for db in [first] + others {
                group.addTask { try await db.migrate(migrations) }
            }
            try await group.waitForAll()
        }
        #expect(try await entries(first) == (2...20).map(String.init))
        for db in others { await db.close() }
    }

    @Test(arguments: TestEngine.available)
    func anInterruptedOneLeavesNothingAndIsRunAgain(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.log])
        let broken = Migration(2, "entry-2") { tx in
            try tx.run("CREATE TABLE half (id BIGINT)")
            try tx.run("INSERT INTO log (entry) VALUES ('half')")
            throw Stop()
        }
        await #expect(throws: Stop.self) { try await db.migrate([Self.log, broken, Self.entry(3)]) }
        #expect(try await entries(db) == [])
        await #expect(throws: DatabaseError.self) {
            try await db.read { tx in _ = try tx.all("SELECT * FROM half") }
        }
        try await db.migrate([Self.log, Self.entry(2), Self.entry(3)])
        #expect(try await entries(db) == ["2", "3"])
    }

    @Test(arguments: TestEngine.available)
    func aNewerDatabaseIsRefused(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.log, Self.entry(2)])
        await #expect {
            try await db.migrate([Self.log])
        } throws: { error in
            if case DatabaseError.schema(let message) = error { message.contains("'entry-2'") } else { false }
        }
    }

    @Test(arguments: TestEngine.available)
    func anotherComponentsDatabaseIsRefusedBeforeAnythingRuns(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.log])
        let foreign = Migration(1, "servers", statements: ["CREATE TABLE server (id BIGINT)"])
        await #expect(throws: DatabaseError.self) { try await db.migrate([foreign, Self.entry(2)]) }
        #expect(try await entries(db) == [])
    }

    @Test(arguments: TestEngine.available)
    func twoOfOneNumberAreRefused(engine: TestEngine) async throws {
        let db = try await engine.fresh()
        await #expect(throws: DatabaseError.self) { try await db.migrate([Self.log, Self.entry(2), Self.entry(2)]) }
        await #expect(throws: DatabaseError.self) { try await db.migrate([Self.entry(0)]) }
    }
}
