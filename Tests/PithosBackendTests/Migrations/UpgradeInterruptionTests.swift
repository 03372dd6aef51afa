import SQLAccess
import TestEngines
import Testing

@testable import PithosBackend

/// An upgrade that dies at any statement is finished by the next one, as if nothing had been.
struct UpgradeInterruptionTests {
    /// Runs a change of the schema dead at each of its statements in turn, and then to its end.
    private func dieEverywhere(
        _ engine: TestEngine, from revision: Int, to target: String
    ) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: revision)
        try await SchemaUpgradeTests.upgrade(database, to: target)
        let expected = try await SchemaDump(database)
        var statement = 1
        while true {
            try await clear(database)
            try await OriginalSample.make(database, revision: revision)
            let dying = FailingDatabase(database, dyingAt: statement)
            do {
                try await SchemaUpgradeTests.upgrade(dying, to: target)
                #expect(!dying.isDead)
                break
            } catch is FailingDatabase.Death {
                try await SchemaUpgradeTests.upgrade(database, to: target)
                let found = try await SchemaDump(database)
                #expect(found == expected, "after death at statement \(statement)")
                guard found == expected else { return }
            }
            statement += 1
        }
        #expect(statement > 30, "a longer way was expected")
    }

    /// Drops all tables: a new database for each death would take most of the time.
    private func clear(_ database: any Database) async throws {
        try await database.write { tx in
            switch tx.dialect {
            case .postgres:
                try tx.run("DROP SCHEMA public CASCADE")
                try tx.run("CREATE SCHEMA public")
            case .sqlite:
                let tables: [String] = try tx.all(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid DESC"
                ) { try $0.get(0) }
                for table in tables { try tx.run(SQL(verbatim: "DROP TABLE \(table)")) }
            }
        }
        // A database from `fresh` has an empty table for what has run.
        try await database.migrate([])
    }

    @Test(arguments: TestEngine.available)
    func fromTheOldestRevisionToOurs(engine: TestEngine) async throws {
        try await dieEverywhere(engine, from: 7, to: "head")
    }

    @Test(arguments: TestEngine.available)
    func fromTheNewestRevisionToOurs(engine: TestEngine) async throws {
        try await dieEverywhere(engine, from: 20, to: "head")
    }

    @Test(arguments: TestEngine.available)
    func alongTheOriginalsRevisions(engine: TestEngine) async throws {
        try await dieEverywhere(engine, from: 7, to: "5adc52055209")
    }
}
