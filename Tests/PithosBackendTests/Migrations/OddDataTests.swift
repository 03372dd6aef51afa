import PostgresAccess
import SQLAccess
import SQLiteAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What an old database may hold, and what a server may do, that no new one does.
struct OddDataTests {
    @Test(arguments: [7, 8])
    func metadataOfAVersionThatIsNotThereIsNamedAndStopsTheUpgrade(revision: Int) async throws {
        let database = try SQLiteDatabase.temporary(enforcesReferences: false)
        try await OriginalSample.make(database, revision: revision)
        try await database.write { tx in
            let columns: SQL = revision == 7 ? "" : ", node, is_latest"
            let values: SQL = revision == 7 ? "" : ", 5, TRUE"
            try tx.run(
                "INSERT INTO attributes (rowid, serial, domain, key, value\(columns)) VALUES (70, 99, 'pithos', 'k', 'v'\(values))"
            )
        }
        await #expect {
            try await SchemaUpgradeTests.upgrade(database)
        } throws: {
            "\($0)".contains("1 rows of attributes refer to rows of versions that are not there")
                && "\($0)".contains("the first with rowid 70")
        }
        #expect(try await SchemaUpgrade(database).survey().state == .original(OriginalRevision.all[revision - 1]))
        try await database.write { try $0.run("DELETE FROM attributes WHERE serial = 99") }
        try await SchemaUpgradeTests.upgrade(database)
        #expect(try await SchemaUpgrade(database).survey().state == SchemaUpgradeTests.head)
    }

    @Test(arguments: TestEngine.available)
    func aTimeOutsideOfAllTimeIsTheLastOne(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 7)
        try await database.write { try $0.run("UPDATE versions SET mtime = 1e18 WHERE serial = 7") }
        let survey = try await SchemaUpgrade(database).survey()
        #expect(survey.newestChange?.microseconds == .max)
    }

    @Test(arguments: TestEngine.available)
    func twoRevisionsAreRefusedByName(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 7)
        try await database.write { try $0.run("INSERT INTO alembic_version VALUES ('3b62b3f1bf6c')") }
        await #expect {
            try await SchemaUpgrade(database).survey()
        } throws: { "\($0)".contains("has rows that say '3b62b3f1bf6c', '4c8ccdc58192'") }
    }

    private static let hasPostgres = TestEngine.available.contains(.postgres)

    /// Without them PostgreSQL's plans may take hours.
    @Test(.enabled(if: OddDataTests.hasPostgres, "needs PostgreSQL"))
    func postgresIsToldWhatItsTablesHold() async throws {
        let database = try await TestEngine.postgres.fresh()
        try await OriginalSample.make(database, revision: 8)
        let known: SQL = """
            SELECT COUNT(DISTINCT tablename) FROM pg_stats WHERE tablename IN ('nodes', 'versions', 'attributes')
            """
        #expect(try await database.read { try $0.value(known, as: Int.self) } == 0)
        try await SchemaUpgradeTests.upgrade(database)
        #expect(try await database.read { try $0.value(known, as: Int.self) } == 3)
    }

    @Test(.enabled(if: OddDataTests.hasPostgres, "needs PostgreSQL"))
    func anUpgradeThatStillRunsInTheServerIsTold() async throws {
        let database = try await TestEngine.postgres.fresh()
        try await OriginalSample.make(database, revision: 8)
        #expect(try await SchemaUpgrade(database).survey().adviceToWait == nil)
        let other = try PostgresDatabase(conninfo: try TestEngine.conninfo(of: database), connections: 1)
        let process: Int64 = try await other.write { tx in
            // The lock of `Transaction.lockSchema`, kept after the transaction.
            try tx.run("SELECT pg_advisory_lock(7305807411620)")
            return try tx.value("SELECT pg_backend_pid()") ?? 0
        }
        let advice = try await SchemaUpgrade(database).survey().adviceToWait
        #expect(advice?.contains("SELECT pg_terminate_backend(\(process))") == true)
        await other.close()
    }
}
