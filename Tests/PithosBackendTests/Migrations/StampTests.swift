import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Names of revisions, recording one without changing anything, and what is refused with which words.
struct StampTests {
    private func words(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func unversioned(_ engine: TestEngine, _ revision: Int) async throws -> SchemaUpgrade {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: revision)
        try await database.write { try $0.run("DROP TABLE alembic_version") }
        return SchemaUpgrade(database)
    }

    @Test func revisionsAreFoundByIDBeginningAndCount() throws {
        #expect(try SchemaRevision.find("head", from: nil).id == SchemaRevision.head.id)
        #expect(try SchemaRevision.find("3b62", from: nil).id == "3b62b3f1bf6c")
        #expect(try SchemaRevision.find("+1", from: .find("3b62", from: nil)).id == "54dbdde2d187")
        #expect(try SchemaRevision.find("-1", from: .find("54db", from: nil)).id == "3b62b3f1bf6c")
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("-99", from: .find("3b62", from: nil)) }
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("-\(Int.max)", from: nil) }
        #expect {
            try SchemaRevision.find("base", from: nil)
        } throws: { "\($0)".contains("The way back leads to 3b62b3f1bf6c") }
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("3", from: nil) }
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("", from: nil) }
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("+99", from: nil) }
        #expect(throws: SchemaUpgradeError.self) { try SchemaRevision.find("nonsense", from: nil) }
        #expect(Set(SchemaRevision.all.map(\.id)).count == SchemaRevision.all.count)
    }

    @Test(arguments: TestEngine.available, [(7, 7), (8, 8), (10, 8), (12, 12), (15, 19), (20, 20)])
    func aDatabaseWithoutARevisionIsGuessedAndStamped(engine: TestEngine, revision: (Int, Int)) async throws {
        let upgrade = try await unversioned(engine, revision.0)
        #expect(try await upgrade.survey().state == .unversioned(looksLike: OriginalRevision.all[revision.1 - 1]))
        let id = OriginalRevision.all[revision.0 - 1].id
        #expect(await words { _ = try await upgrade.plan(to: "head") }.contains("pithos-migrate stamp"))
        #expect(await words { _ = try await upgrade.stamp("165ba3fbfe53") }.contains("--force"))
        #expect(await words { _ = try await upgrade.stamp("head") }.contains("Only a revision of the original's"))
        #expect(try await upgrade.stamp(id).id == id)
        try await upgrade.run(try await upgrade.plan(to: "head")) { _ in }
        #expect(try await upgrade.survey().state == SchemaUpgradeTests.head)
        #expect(try await upgrade.stamp("head") == .head)
    }

    @Test(arguments: TestEngine.available)
    func whatIsTooOldOrUnknownIsRefused(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 7)
        let upgrade = SchemaUpgrade(database)
        #expect(await words { _ = try await upgrade.plan(to: "27381099d477") }.contains("To go back"))
        try await database.write { try $0.run("UPDATE alembic_version SET version_num = '27381099d477'") }
        #expect(await words { _ = try await upgrade.plan(to: "head") }.contains("with Synnefo 0.14 first"))
        try await database.write { try $0.run("UPDATE alembic_version SET version_num = 'abc'") }
        #expect(await words { _ = try await upgrade.plan(to: "head") }.contains("'abc', which is no revision"))
        await #expect(throws: DatabaseError.self) { try await upgrade.create() }
    }

    @Test(arguments: TestEngine.available)
    func anEmptyDatabaseGetsOurTablesOnce(engine: TestEngine) async throws {
        let upgrade = SchemaUpgrade(try await engine.fresh())
        #expect(
            try await upgrade.plan(to: "head").steps.map(\.revision.migration) == PithosMigrations.all.map(\.number))
        #expect(await words { _ = try await upgrade.stamp("head") }.contains("initdb"))
        #expect(try await upgrade.create())
        #expect(try await !upgrade.create())
        #expect(try await upgrade.plan(to: "head").steps.isEmpty)
        #expect(try await !upgrade.survey().holdsData)
    }

    @Test(arguments: TestEngine.available)
    func aPlanTellsStepsAndRowsAndChangesNothing(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 7)
        let before = try await SchemaDump(database)
        let upgrade = SchemaUpgrade(database)
        let plan = try await upgrade.plan(to: "head")
        #expect(plan.steps.map(\.revision.id).prefix(3) == ["3b62b3f1bf6c", "swift-0001", "swift-0002"])
        #expect(plan.steps.count == 1 + PithosMigrations.all.count)
        #expect(plan.steps[0].rows == 6)
        #expect(plan.survey.rows == ["nodes": 6, "versions": 7, "attributes": 6])
        #expect(plan.survey.newestChange?.decimalSeconds == "1373624018.0")
        #expect(plan.survey.holdsData)
        let steps = try await upgrade.plan(to: "5adc52055209").steps
        #expect(steps.count == 13)
        #expect(try await SchemaDump(database) == before)
    }

    @Test(arguments: TestEngine.available)
    func aStepThatOnlyMakesAnEmptyTableCostsNothing(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        let plan = try await SchemaUpgrade(database).plan(to: "head")
        let costs = try #require(plan.steps.first { $0.revision.migration == PithosMigrations.systemMetadata.number })
        #expect(costs.rows == 0)
        #expect(costs.estimatedSeconds == 0)
        let index = try #require(plan.steps.first { $0.revision.migration == PithosMigrations.metadataIndex.number })
        #expect(index.rows == 6)
        #expect(index.estimatedSeconds > 0)
    }
}
