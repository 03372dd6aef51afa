import SQLAccess
import SQLiteAccess
import TestEngines
import Testing

/// Looks on the caller's own thread.
@Suite struct GlanceTests {
    static let table = Migration(1, "item", statements: ["CREATE TABLE item (id BIGINT PRIMARY KEY)"])

    private static func count(_ tx: Transaction) throws -> Int? { try tx.value("SELECT COUNT(*) FROM item") }

    private func insert(_ id: Int, into db: any Database) async throws {
        try await db.write { tx in try tx.run("INSERT INTO item VALUES (\(id))") }
    }

    @Test(arguments: TestEngine.available)
    func aGlanceSeesWhatWasCommittedOrSaysNothing(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        for number in 1...20 {
            try await insert(number, into: db)
            let seen = db.glance(Self.count)
            if engine == .sqlite { #expect(seen == .some(number)) } else { #expect(seen == nil) }
        }
    }

    /// As when an account is locked by a command while the service runs.
    @Test func whatAnotherProcessCommittedIsSeenAtOnce() async throws {
        let first = try #require(try await TestEngine.sqlite.fresh([Self.table]) as? SQLiteDatabase)
        let second = try SQLiteDatabase(path: first.path)
        for number in 1...50 {
            try await insert(number, into: number.isMultiple(of: 2) ? first : second)
            #expect(first.glance(Self.count) == .some(number))
            #expect(second.glance(Self.count) == .some(number))
        }
        await second.close()
        #expect(second.glance(Self.count) == nil)
        #expect(first.glance(Self.count) == .some(50))
    }

    @Test func itChangesNothing() async throws {
        let db = try await TestEngine.sqlite.fresh([Self.table])
        #expect(db.glance { tx in try tx.run("INSERT INTO item VALUES (1)") } == nil)
        #expect(db.glance(Self.count) == .some(0))
    }

    /// Those for whom no connection is left ask elsewhere.
    @Test func nobodyWaitsForAConnection() async throws {
        let db = try await TestEngine.sqlite.fresh([Self.table])
        func depth(_ levels: Int) -> Int { levels == 0 ? 0 : db.glance { _ in 1 + depth(levels - 1) } ?? 0 }
        let reached = depth(100)
        #expect((1..<100).contains(reached))
        #expect(depth(100) == reached)
        #expect(db.glance(Self.count) == .some(0))
    }

    @Test func manyMayLookWhileOthersWrite() async throws {
        let db = try await TestEngine.sqlite.fresh([Self.table])
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 1...300 { try? await insert(number, into: db) }
            }
            for _ in 0..<8 {
                group.addTask {
                    var last = 0
                    for _ in 0..<500 {
                        guard let found = db.glance(Self.count), let count = found else { continue }
                        #expect(count >= last)
                        last = count
                    }
                }
            }
        }
        #expect(db.glance(Self.count) == .some(300))
    }
}
