import Dispatch
import SQLAccess
import Synchronization
import TestEngines
import Testing

@testable import PithosBackend

/// The original's counters of containers may be wrong; the upgrade counts anew. Source: object-storage.md 4.5, 4.14.
struct RecountTests {
    /// `container cluster population size mtime`, of all rows.
    private func rows(_ database: any Database) async throws -> [String] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT n.path, s.cluster, s.population, s.size, CAST(s.mtime AS BIGINT) FROM statistics s
                JOIN nodes n ON n.node = s.node ORDER BY n.path, s.cluster
                """
            ) { row in
                let numbers = try (1...3).map { "\(try row.get($0, as: Int64.self))" }.joined(separator: " ")
                return "\(try row.get(0, as: String.self)) \(numbers) \(try row.getOptional(4, as: Int64.self) ?? -1)"
            }
        }
    }

    /// Wrong in every way, besides the sample's own container.
    private func spoil(_ database: any Database) async throws {
        try await database.write { tx in
            try tx.run(
                "INSERT INTO nodes (node, parent, latest_version, path) VALUES (6, 1, 8, 'alice/d'), (7, 6, 9, 'alice/d/x')"
            )
            try tx.run("INSERT INTO nodes (node, parent, latest_version, path) VALUES (8, 1, 10, 'alice/empty')")
            for (serial, node, hash, size) in [(8, 6, String?.none, 0), (9, 7, "00", 9), (10, 8, nil, 0)] {
                try tx.run(
                    """
                    INSERT INTO versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
                    VALUES (\(serial), \(node), \(hash), \(size), '', 1373624020, 'alice', '', '', 0)
                    """)
            }
            try tx.run("UPDATE statistics SET population = 99, size = -5 WHERE node = 2 AND cluster = 0")
            try tx.run("DELETE FROM statistics WHERE node = 2 AND cluster = 1")
            try tx.run("UPDATE statistics SET population = 0, size = -1, mtime = NULL WHERE node = 2 AND cluster = 2")
            // Rows that there should be none of, of an account, and of a container without objects.
            try tx.run(
                """
                INSERT INTO statistics (node, population, size, mtime, cluster)
                VALUES (1, 3, -70, 1373624021, 0), (8, 4, 40, 1373624022, 0)
                """)
        }
    }

    private static let counted = [
        "alice 0 3 -70 1373624021",
        // The time that was there stays; a row that was missing gets that of the newest version.
        "alice/c 0 2 11 1373624018", "alice/c 1 2 5 1373624018", "alice/c 2 1 0 -1", "alice/d 0 1 9 1373624020",
        "alice/empty 0 0 0 1373624022",
    ]

    @Test(arguments: TestEngine.available, [7, 8, 20])
    func wrongCountersOfAnOriginalAreSetRight(engine: TestEngine, revision: Int) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: revision)
        try await spoil(database)
        try await SchemaUpgradeTests.upgrade(database)
        #expect(try await rows(database) == Self.counted)
    }

    /// One of ours from before there was this step, too.
    @Test(arguments: TestEngine.available)
    func databasesThatWereTakenOverBeforeAreCountedAnew(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        try await SchemaUpgradeTests.upgrade(database, to: "swift-0008")
        try await spoil(database)
        try await database.migrate(PithosMigrations.all)
        #expect(try await rows(database) == Self.counted)
        #expect(try await SchemaUpgrade(database).survey().state == SchemaUpgradeTests.head)
    }

    /// A command of a new release counts while the service of the last one still writes: what is committed in between adds its
    /// difference to the new count.
    @Test(arguments: TestEngine.available)
    func whatIsWrittenMeanwhileIsCountedOnce(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        try await SchemaUpgradeTests.upgrade(database, to: "swift-0008")
        let (begun, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await database.write { tx in
                    try tx.run(
                        """
                        INSERT INTO versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
                        VALUES (9, 3, '00', 7, '', 1373624020, 'alice', '', '', 1)
                        """)
                    try tx.run(
                        "UPDATE statistics SET population = population + 1, size = size + 7 WHERE node = 2 AND cluster = 1"
                    )
                    begun.signal()
                    go.wait()
                }
            }
            tasks.addTask {
                begun.wait()
                try await database.migrate(PithosMigrations.all)
            }
            tasks.addTask {
                try await Task.sleep(for: .milliseconds(300))
                go.signal()
            }
            try await tasks.waitForAll()
        }
        let after = try await rows(database)
        #expect(after.contains { $0.hasPrefix("alice/c 1 3 12 ") }, "\(after)")
    }

    @Test(arguments: TestEngine.available)
    func countingTellsHowFarItIs(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        let upgrade = SchemaUpgrade(database)
        let plan = try await upgrade.plan(to: "head")
        #expect(plan.steps.first { $0.revision.id == "swift-0009" }?.rows == 7)
        let told = Mutex<(step: String, rows: Int64)>(("", 0))
        try await upgrade.run(plan) { event in
            told.withLock { told in
                switch event {
                case .began(let step): told.step = step.revision.id
                case .rows(let rows): if told.step == "swift-0009" { told.rows = rows }
                case .done: break
                }
            }
        }
        #expect(told.withLock { $0.rows } == 7)
    }
}
