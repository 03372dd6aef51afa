import SQLAccess
import TestEngines
import Testing

/// All or nothing, what a failure leaves, and what others see.
@Suite struct TransactionTests {
    struct Stop: Error, Equatable {}

    static let tables = Migration(
        1, "tables",
        statements: [
            "CREATE TABLE owner (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
            """
            CREATE TABLE item (
                id BIGINT PRIMARY KEY, owner BIGINT REFERENCES owner (id), size BIGINT NOT NULL,
                CONSTRAINT size_positive CHECK (size >= 0))
            """,
            "CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)",
            "INSERT INTO counter VALUES (1, 0)",
        ])

    private func count(_ db: any Database) async throws -> Int? {
        try await db.read { try $0.value("SELECT COUNT(*) FROM owner", as: Int.self) }
    }

    @Test(arguments: TestEngine.available)
    func aThrownErrorLeavesNothing(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        await #expect(throws: Stop()) {
            try await db.write { tx in
                try tx.run("INSERT INTO owner VALUES (1, 'a')")
                throw Stop()
            }
        }
        #expect(try await count(db) == 0)
        // And the next one is not harmed.
        try await db.write { tx in try tx.run("INSERT INTO owner VALUES (1, 'a')") }
        #expect(try await count(db) == 1)
    }

    @Test(arguments: TestEngine.available)
    func constraintsAreToldApart(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        try await db.write { tx in try tx.run("INSERT INTO owner VALUES (1, 'a')") }
        func failure(of sql: SQL) async -> DatabaseError? {
            do {
                try await db.write { tx in try tx.run(sql) }
                return nil
            } catch { return error as? DatabaseError }
        }
        for sql: SQL in ["INSERT INTO owner VALUES (1, 'b')", "INSERT INTO owner VALUES (2, 'a')"] {
            guard case .uniqueViolation(let constraint)? = await failure(of: sql) else {
                Issue.record("no unique violation from \(sql)")
                continue
            }
            #expect(constraint.contains("owner"))
        }
        #expect(await failure(of: "INSERT INTO owner VALUES (3, NULL)") == .notNullViolation(column: "name"))
        #expect(
            await failure(of: "INSERT INTO item VALUES (1, NULL, -1)") == .checkViolation(constraint: "size_positive"))
        guard case .foreignKeyViolation? = await failure(of: "INSERT INTO item VALUES (1, 77, 1)") else {
            Issue.record("no foreign key violation")
            return
        }
    }

    @Test(arguments: TestEngine.available)
    func aWriteInsideAReadIsRefused(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        await #expect(throws: DatabaseError.self) {
            try await db.read { tx in _ = try tx.run("INSERT INTO owner VALUES (1, 'a')") }
        }
        #expect(try await count(db) == 0)
    }

    @Test(arguments: TestEngine.available)
    func aSavepointTakesBackItsOwnChangesOnly(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        try await db.write { tx in
            try tx.run("INSERT INTO owner VALUES (1, 'a')")
            do {
                try tx.savepoint {
                    try tx.run("INSERT INTO owner VALUES (2, 'b')")
                    try tx.run("INSERT INTO owner VALUES (3, 'a')")
                }
                Issue.record("the second 'a' went in")
            } catch DatabaseError.uniqueViolation {}
            let kept = try tx.savepoint {
                try tx.run("INSERT INTO owner VALUES (4, 'd')")
                #expect(throws: Stop()) {
                    try tx.savepoint {
                        try tx.run("INSERT INTO owner VALUES (5, 'e')")
                        throw Stop()
                    }
                }
                return try tx.value("SELECT COUNT(*) FROM owner", as: Int.self)
            }
            #expect(kept == 2)
        }
        let ids = try await db.read { tx in
            try tx.all("SELECT id FROM owner ORDER BY id") { try $0.get(0, as: Int.self) }
        }
        #expect(ids == [1, 4])
    }

    /// On SQLite a store could go on after it, and would then fail on PostgreSQL only.
    @Test(arguments: TestEngine.available)
    func aSwallowedFailureSpoilsTheTransaction(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        await #expect {
            try await db.write { tx in
                try tx.run("INSERT INTO owner VALUES (1, 'a')")
                _ = try? tx.run("INSERT INTO owner VALUES (1, 'b')")
            }
        } throws: { error in
            if case DatabaseError.uniqueViolation = error { true } else { false }
        }
        await #expect {
            try await db.write { tx in
                _ = try? tx.run("INSERT INTO owner VALUES (NULL, NULL)")
                try tx.run("INSERT INTO owner VALUES (2, 'b')")
            }
        } throws: { error in
            if case DatabaseError.engine(code: "25P02", _, _) = error { true } else { false }
        }
        #expect(try await count(db) == 0)
    }

    @Test(arguments: TestEngine.available)
    func countersAreExactUnderFiftyTasks(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<10 {
                        try await db.write { tx in
                            let value =
                                try tx.value("SELECT value FROM counter WHERE id = 1\(SQL.forUpdate)", as: Int.self)
                                ?? 0
                            try tx.run("UPDATE counter SET value = \(value + 1) WHERE id = 1")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await db.read { try $0.value("SELECT value FROM counter", as: Int.self) } == 500)
    }

    /// Every third one fails after it wrote, every fifth swallows a failed statement.
    @Test(arguments: TestEngine.available)
    func failuresAmongManyWritesHarmOnlyThemselves(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        let failed = try await writeTogether(1..<301, to: db) { number, tx in
            try tx.run("INSERT INTO owner VALUES (\(number), \("owner \(number)"))")
            if number % 5 == 0 { _ = try? tx.run("INSERT INTO owner VALUES (\(number), 'again')") }
            if number % 3 == 0 { throw Stop() }
        }
        #expect(failed == Set((1...300).filter { $0 % 3 == 0 || $0 % 5 == 0 }))
        let stored = try await db.read { tx in Set(try tx.all("SELECT id FROM owner") { try $0.get(0, as: Int.self) }) }
        #expect(stored == Set(1...300).subtracting(failed))
    }

    /// A constraint that is checked at COMMIT fails for all that share it, but only one of them is to blame.
    @Test(arguments: TestEngine.available)
    func aCommitThatFailsHarmsOnlyWhoIsToBlame(engine: TestEngine) async throws {
        let db = try await engine.fresh([
            Self.tables,
            Migration(
                2, "deferred",
                statements: [
                    """
                    CREATE TABLE late (
                        id BIGINT PRIMARY KEY, owner BIGINT NOT NULL REFERENCES owner (id) DEFERRABLE INITIALLY DEFERRED)
                    """, "INSERT INTO owner VALUES (1, 'a')",
                ]),
        ])
        let failed = try await writeTogether(0..<100, to: db) { number, tx in
            try tx.run("INSERT INTO late VALUES (\(number), \(number % 7 == 3 ? 99 : 1))")
        }
        #expect(failed == Set((0..<100).filter { $0 % 7 == 3 }))
        #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM late", as: Int.self) } == 100 - failed.count)
    }

    @Test(arguments: TestEngine.available)
    func aReadSeesOneSnapshotWhileAWriteRuns(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        let gate = Gate()
        async let seen = db.read { tx in
            let before = try tx.value("SELECT value FROM counter", as: Int.self)
            gate.open(.hasRead)
            gate.wait(for: .hasWritten)
            return [before, try tx.value("SELECT value FROM counter", as: Int.self)]
        }
        try await db.write { tx in
            gate.wait(for: .hasRead)
            try tx.run("UPDATE counter SET value = 5")
        }
        gate.open(.hasWritten)
        #expect(try await seen == [0, 0])
        #expect(try await db.read { try $0.value("SELECT value FROM counter", as: Int.self) } == 5)
    }

    @Test(arguments: TestEngine.available)
    func readsRunBesideEachOtherAndBesideAWrite(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        let gate = Gate()
        // Each waits for the other inside its transaction: one after the other they would never end.
        async let a: Void = db.read { tx in
            _ = try tx.first("SELECT * FROM counter")
            gate.open(.hasRead)
            gate.wait(for: .hasWritten)
        }
        async let b: Void = db.write { tx in
            try tx.run("UPDATE counter SET value = 1")
            gate.wait(for: .hasRead)
            gate.open(.hasWritten)
        }
        _ = try await (a, b)
    }

    @Test(arguments: TestEngine.available)
    func aClosedDatabaseIsUnavailable(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.tables])
        let gate = Gate()
        async let last = db.write { tx in
            gate.open(.hasRead)
            gate.wait(for: .hasWritten)
            return try tx.value("INSERT INTO owner VALUES (1, 'a') RETURNING id", as: Int.self)
        }
        await gate.waited(for: .hasRead)
        async let closed: Void = db.close()
        gate.open(.hasWritten)
        // What runs is finished first.
        #expect(try await last == 1)
        await closed
        for call in [db.read, db.write] as [(@escaping @Sendable (Transaction) throws -> Int) async throws -> Int] {
            await #expect {
                _ = try await call { _ in 1 }
            } throws: { error in
                if case DatabaseError.unavailable = error { true } else { false }
            }
        }
        await db.close()
    }
}
