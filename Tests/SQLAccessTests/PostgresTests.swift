import PostgresAccess
import SQLAccess
import TestEngines
import Testing

/// What only PostgreSQL does: conflicts that ask for a retry, connections that break, time-outs.
@Suite(.enabled(if: TestEngine.available.contains(.postgres), "SYNNEFO_TEST_POSTGRES is not set"))
struct PostgresTests {
    static let table = Migration(
        1, "item",
        statements: [
            "CREATE TABLE item (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)",
            "INSERT INTO item VALUES (1, 0), (2, 0)",
        ])

    private func fresh() async throws -> any Database { try await TestEngine.postgres.fresh([Self.table]) }

    /// Ends all connections to the database of `db` but its own.
    private func cutOff(_ db: any Database) async throws {
        _ = try await db.read { tx in
            try tx.all(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        }
    }

    private func raise(_ code: String, _ tx: Transaction) throws {
        try tx.run(SQL(verbatim: "DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '\(code)'; END $$"))
    }

    @Test(arguments: ["40001", "40P01"])
    func aConflictIsRetriedFromTheBeginning(code: String) async throws {
        let db = try await fresh()
        let runs = Counter()
        try await db.write { tx in
            let run = runs.add()
            try tx.run("UPDATE item SET value = value + 1 WHERE id = 1")
            if run < 3 { try raise(code, tx) }
        }
        #expect(runs.value == 3)
        #expect(try await db.read { try $0.value("SELECT value FROM item WHERE id = 1", as: Int.self) } == 1)
    }

    @Test func anEndlessConflictIsGivenUp() async throws {
        let db = try await fresh()
        var options = PostgresOptions()
        options.attempts = 4
        let impatient = try PostgresDatabase(conninfo: try TestEngine.conninfo(of: db), options: options)
        let runs = Counter()
        await #expect(throws: DatabaseError.conflict(message: "made up")) {
            try await impatient.write { tx in
                runs.add()
                try raise("40001", tx)
            }
        }
        #expect(runs.value == 4)
    }

    @Test func aDeadlockEndsWellForBoth() async throws {
        let db = try await fresh()
        let met = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (first, second) in [(1, 2), (2, 1)] {
                group.addTask {
                    try await db.write { tx in
                        try tx.run("UPDATE item SET value = value + 1 WHERE id = \(first)")
                        met.add()
                        met.wait(for: 2)
                        try tx.run("UPDATE item SET value = value + 1 WHERE id = \(second)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(met.value >= 3)
        #expect(
            try await db.read { tx in try tx.all("SELECT value FROM item") { try $0.get(0, as: Int.self) } } == [2, 2])
    }

    @Test func aServerThatWasRestartedIsNotNoticed() async throws {
        let db = try await fresh()
        let other = try TestEngine.reopen(db)
        for round in 1...3 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        _ = try await db.write { tx in try tx.run("UPDATE item SET value = value + 1 WHERE id = 1") }
                    }
                }
                try await group.waitForAll()
            }
            #expect(
                try await db.read { try $0.value("SELECT value FROM item WHERE id = 1", as: Int.self) } == round * 12)
            try await cutOff(other)
        }
        await other.close()
    }

    @Test func aConnectionThatBreaksInATransactionIsUnavailable() async throws {
        let db = try await fresh()
        await #expect {
            try await db.write { tx in
                try tx.run("UPDATE item SET value = 7")
                _ = try tx.all("SELECT pg_terminate_backend(pg_backend_pid())")
                try tx.run("UPDATE item SET value = 8")
            }
        } throws: { error in
            if case DatabaseError.unavailable = error { true } else { false }
        }
        #expect(try await db.read { try $0.value("SELECT SUM(value) FROM item", as: Int.self) } == 0)
    }

    @Test func aStatementThatTakesTooLongIsGivenUp() async throws {
        let db = try await fresh()
        var options = PostgresOptions()
        options.statementTimeout = .milliseconds(50)
        options.lockTimeout = .milliseconds(20)
        let impatient = try PostgresDatabase(conninfo: try TestEngine.conninfo(of: db), options: options)
        await #expect {
            try await impatient.read { tx in _ = try tx.all("SELECT pg_sleep(10)") }
        } throws: { error in
            if case DatabaseError.engine(code: "57014", _, _) = error { true } else { false }
        }
        let gate = Gate()
        async let holder: Void = db.write { tx in
            try tx.run("UPDATE item SET value = 1 WHERE id = 1")
            gate.open(.hasWritten)
            gate.wait(for: .hasRead)
        }
        await gate.waited(for: .hasWritten)
        await #expect {
            try await impatient.write { tx in try tx.run("UPDATE item SET value = 2 WHERE id = 1") }
        } throws: { error in
            if case DatabaseError.conflict = error { true } else { false }
        }
        gate.open(.hasRead)
        try await holder
    }

    @Test func aServerThatIsNotThereIsUnavailable() async throws {
        let db = try PostgresDatabase(conninfo: "host=/nonexistent dbname=x", connections: 1)
        await #expect {
            try await db.read { tx in _ = try tx.all("SELECT 1") }
        } throws: { error in
            if case DatabaseError.unavailable = error { true } else { false }
        }
        #expect(throws: DatabaseError.self) { try PostgresDatabase(conninfo: "host=x nonsense=1") }
    }

    @Test func otherTypesComeAsText() async throws {
        let db = try await fresh()
        let row = try await db.read { tx in
            try tx.first(
                "SELECT CAST('12.50' AS NUMERIC), CAST(7 AS SMALLINT), CAST(\("{}") AS JSONB), CAST(0.5 AS REAL)")
        }
        #expect(row?.values == [.text("12.50"), .int(7), .text("{}"), .double(0.5)])
    }
}
