import SQLAccess
import SQLiteAccess
import Synchronization
import TestEngines
import Testing

@testable import PithosBackend

/// A database of the original's, at any revision from 0.14.0 to 0.21, becomes one of ours.
///
/// Source: object-storage.md 4.14.
struct SchemaUpgradeTests {
    /// Ours, with everything that this program can do.
    static let head = SchemaState.ours(PithosMigrations.all.map(\.number).max() ?? 0)

    static func upgrade(_ database: any Database, to revision: String = "head") async throws {
        let upgrade = SchemaUpgrade(database)
        try await upgrade.run(try await upgrade.plan(to: revision)) { _ in }
    }

    private static func sample(_ engine: TestEngine, at revision: Int) async throws -> any Database {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: revision)
        return database
    }

    @Test(arguments: TestEngine.available)
    func everyRevisionEndsInTheSameSchemaAndTheSameRows(engine: TestEngine) async throws {
        let first = try await Self.sample(engine, at: 7)
        try await Self.upgrade(first)
        let expected = try await SchemaDump(first)
        for revision in 8...20 {
            let database = try await Self.sample(engine, at: revision)
            try await Self.upgrade(database)
            let found = try await SchemaDump(database)
            #expect(found.schema == expected.schema, "from \(revision)")
            #expect(found.rows == expected.rows, "from \(revision)")
        }
    }

    @Test(arguments: TestEngine.available)
    func theSchemaIsThatOfANewDatabase(engine: TestEngine) async throws {
        let old = try await Self.sample(engine, at: 7)
        try await Self.upgrade(old)
        let new = try await engine.fresh(PithosMigrations.all)
        #expect(try await SchemaDump(old).schema == SchemaDump(new).schema)
        #expect(try await SchemaUpgrade(old).survey().state == SchemaUpgrade(new).survey().state)
    }

    @Test(arguments: TestEngine.available)
    func rowsAreAsTheContractHasThem(engine: TestEngine) async throws {
        let database = try await Self.sample(engine, at: 7)
        try await Self.upgrade(database)
        let rows = try await SchemaDump(database).rows
        for expected in [
            "alembic_version: version_num=5adc52055209",
            "object_keys: key=X-Object-Meta-Color node=2 population=1",
            "policy: key=project node=2 value=alice",
        ] { #expect(rows.contains(expected)) }
        let attributes: [String] = try await database.read { tx in
            try tx.all("SELECT serial, key, value, node, is_latest FROM attributes ORDER BY serial, key") { row in
                let isLatest: Bool = try row.get(4)
                return
                    "\(try row.get(0, as: Int.self)) \(try row.get(1, as: String.self))=\(try row.get(2, as: String.self)) "
                    + "\(try row.get(3, as: Int.self)) \(isLatest)"
            }
        }
        #expect(
            attributes == [
                "1 X-Account-Meta-A=b 1 true", "3 X-Object-Meta-Color=red 3 false", "4 X-Object-Meta-Color=blue 3 true",
                "5 X-Object-Meta-Lost=yes 4 false", "7 plankton:name=Debian 5 true",
                "7 plankton:property:ROOT_PARTITION=1 5 true", "7 plankton:property:os=linux 5 true",
            ])
        let sizes: [Int] = try await database.read { tx in
            try tx.all(
                "SELECT size FROM versions WHERE available = 1 AND mapfile IS NULL AND NOT is_snapshot ORDER BY serial"
            ) {
                try $0.get(0)
            }
        }
        #expect(sizes == [0, 0, 5, 6, 0, 0, 5])
    }

    @Test(arguments: TestEngine.available)
    func snapshotsAndMapsOfArchipelagoStay(engine: TestEngine) async throws {
        let database = try await Self.sample(engine, at: 20)
        try await database.write { tx in
            try tx.run(
                """
                UPDATE versions SET hash = 'archip:snap', mapfile = 'archip:snap', is_snapshot = TRUE, available = 0
                WHERE serial = 7
                """)
            try tx.run("UPDATE versions SET mapfile = 'snf_file_1', available = NULL WHERE serial = 4")
        }
        try await Self.upgrade(database)
        let rows = try await database.read { tx in
            try tx.all(
                "SELECT serial, available, mapfile, is_snapshot FROM versions WHERE serial IN (3, 4, 7) ORDER BY serial"
            ) {
                row in
                "\(try row.get(0, as: Int.self)) \(try row.get(1, as: Int.self)) "
                    + "\(try row.getOptional(2, as: String.self) ?? "-") \(try row.get(3, as: Bool.self))"
            }
        }
        #expect(rows == ["3 1 - false", "4 1 snf_file_1 false", "7 0 - true"])
    }

    @Test(arguments: TestEngine.available)
    func serialsGoOnWhereTheyWere(engine: TestEngine) async throws {
        let database = try await Self.sample(engine, at: 7)
        try await Self.upgrade(database)
        let serial: Int? = try await database.write { tx in
            try tx.run("DELETE FROM versions WHERE serial = 7")
            return try tx.value(
                """
                INSERT INTO versions (node, size, type, muser, uuid, checksum, cluster) VALUES (5, 0, '', '', '', '', 0)
                RETURNING serial
                """)
        }
        #expect(serial == 8)
    }

    @Test(arguments: TestEngine.available, [9, 11, 13, 20])
    func aRevisionOfTheOriginalsIsReachedStepByStep(engine: TestEngine, number: Int) async throws {
        let database = try await Self.sample(engine, at: 7)
        let id = OriginalRevision.all[number - 1].id
        try await Self.upgrade(database, to: id)
        #expect(try await SchemaUpgrade(database).survey().state == .original(OriginalRevision.all[number - 1]))
        let expected = try await Self.sample(engine, at: number)
        // SQLite cannot give a column that is there the constraint that it should have, nor can alembic there.
        let left: Set<String> = ["config", "qh_serials"]
        let (found, wanted) = (
            try await SchemaDump(database, leavesOut: left), try await SchemaDump(expected, leavesOut: left)
        )
        #expect(found.rows == wanted.rows)
        if engine == .postgres {
            let others = ["idx_public_url", "UNIQUE (url)", "qh_serials", "config"]
            func comparable(_ schema: [String]) -> [String] {
                schema.filter { line in !others.contains { line.contains($0) } }
            }
            #expect(comparable(found.schema) == comparable(wanted.schema))
        }
        try await Self.upgrade(database)
        #expect(try await SchemaUpgrade(database).survey().state == Self.head)
    }

    @Test(arguments: TestEngine.available)
    func longStepsTellHowManyRowsTheyHaveDone(engine: TestEngine) async throws {
        let database = try await Self.sample(engine, at: 7)
        let upgrade = SchemaUpgrade(database)
        let told = Mutex<[String: Int64]>([:])
        let step = Mutex("")
        try await upgrade.run(try await upgrade.plan(to: "head")) { event in
            switch event {
            case .began(let begun): step.withLock { $0 = begun.revision.id }
            case .rows(let rows): told.withLock { $0[step.withLock(\.self)] = rows }
            case .done: break
            }
        }
        let rows = told.withLock(\.self)
        #expect(rows["3b62b3f1bf6c"] == 6)
        // Four pieces of metadata belong to the newest version of an object or of what holds it.
        #expect(rows["swift-0004"] == 2)
        if engine == .sqlite { #expect(rows["swift-0001"] == 19) }
    }

    @Test
    func rowsThatReferToNothingAreNamedAndStopTheUpgrade() async throws {
        let database = try SQLiteDatabase.temporary(enforcesReferences: false)
        try await OriginalSample.make(database, revision: 8)
        try await database.write { tx in
            try tx.run(
                "INSERT INTO versions SELECT 90, 99, hash, size, type, source, mtime, muser, 'u', checksum, cluster FROM versions WHERE serial = 7"
            )
        }
        await #expect {
            try await Self.upgrade(database)
        } throws: {
            "\($0)".contains("1 rows of versions refer to rows of nodes that are not there, the first with rowid 90")
        }
        #expect(try await SchemaUpgrade(database).survey().state == .original(OriginalRevision.all[7]))
        try await database.write { try $0.run("DELETE FROM versions WHERE serial = 90") }
        try await Self.upgrade(database)
        #expect(try await SchemaUpgrade(database).survey().state == Self.head)
    }

    @Test(arguments: TestEngine.available)
    func theServiceTakesNoDatabaseOfTheOriginalsByItself(engine: TestEngine) async throws {
        let database = try await Self.sample(engine, at: 8)
        await #expect {
            try await database.migrate(PithosMigrations.all)
        } throws: { "\($0)".contains("pithos-migrate upgrade head --dry-run") }
        #expect(try await SchemaUpgrade(database).survey().state == .original(OriginalRevision.all[7]))
    }
}

/// The databases of a real Synnefo 0.14.2.
@Suite(.enabled(if: OriginalDump.isThere, OriginalDump.reason))
struct OriginalDumpTests {
    private static func upgraded(_ engine: TestEngine, _ id: String, _ number: Int) async throws -> SchemaDump {
        let database = try await engine.fresh()
        try await OriginalDump(id).load(database, as: number)
        try await SchemaUpgradeTests.upgrade(database)
        return try await SchemaDump(database)
    }

    @Test(arguments: TestEngine.available)
    func bothEndInTheSameSchemaAndRows(engine: TestEngine) async throws {
        let first = try await Self.upgraded(engine, "4c8ccdc58192", 7)
        let second = try await Self.upgraded(engine, "3b62b3f1bf6c", 8)
        #expect(first.schema == second.schema)
        #expect(first.rows == second.rows)
        #expect(first.rows.filter { $0.hasPrefix("versions:") }.count == 44)
        #expect(first.schema == (try await SchemaDump(try await engine.fresh(PithosMigrations.all))).schema)
    }
}
