import SQLAccess
import SQLiteAccess
import TestEngines
import Testing

/// Writes that are answered before the disk has them.
@Suite(.timeLimit(.minutes(1))) struct SQLiteAheadTests {
    private func insert(_ number: Int) -> @Sendable (Transaction) throws -> Void {
        { tx in _ = try tx.run("INSERT INTO item (id) VALUES (\(number))") }
    }

    @Test(arguments: TestEngine.available)
    func everyoneSeesItAndItIsDurableSoon(engine: TestEngine) async throws {
        let db = try await engine.fresh([
            Migration(1, "item", statements: ["CREATE TABLE item (id BIGINT PRIMARY KEY)"])
        ])
        try await withCheckedThrowingContinuation { (durable: CheckedContinuation<Void, any Error>) in
            Task {
                do {
                    try await db.writeAhead(whenDurable: { durable.resume() }, insert(1))
                } catch {
                    durable.resume(throwing: error)
                }
            }
        }
        #expect(try await count(db) == 1)
    }

    @Test func itIsAnsweredWhileTheDiskIsBusyAndSharesOneSync() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        disk.hold()
        let durable = Counter()
        for number in 0..<20 { try await db.writeAhead(whenDurable: { durable.add() }, insert(number)) }
        #expect(try await count(db) == 20)
        try await disk.isAsked()
        #expect(durable.value == 0)
        disk.release()
        for _ in 0..<5_000 where durable.value < 20 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(durable.value == 20)
        #expect(disk.syncs.value < 5)
        await db.close()
        _ = keeper
    }

    /// A log is durable up to a place, not in parts.
    @Test func aWriteThatWaitsForTheDiskTakesItAlong() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let durable = Counter()
        try await db.writeAhead(whenDurable: { durable.add() }, insert(1))
        try await db.write(insert(2))
        #expect(durable.value == 1)
        await db.close()
        _ = keeper
    }

    @Test func whatChangesNothingWaitsForWhatIsAhead() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let durable = Counter()
        try await db.writeAhead(whenDurable: { durable.add() }, insert(1))
        try await db.write { _ in }
        #expect(durable.value == 1)
        await db.close()
        _ = keeper
    }

    /// As one that looks whether all before it is durable.
    @Test func whatChangesNothingWaitsForASyncThatIsUnderWay() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let durable = Counter()
        disk.hold()
        try await db.writeAhead(whenDurable: { durable.add() }, insert(1))
        try await disk.isAsked()
        let answers = Counter()
        async let write: Void = {
            try await db.write { _ in }
            answers.add()
        }()
        try await Task.sleep(for: .milliseconds(50))
        #expect(answers.value == 0 && durable.value == 0)
        disk.release()
        try await write
        #expect(durable.value == 1)
        await db.close()
        _ = keeper
    }

    /// Else there would be no end to what a power cut takes.
    @Test func nothingIsAheadOfADiskThatTakesLong() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk, aheadLimit: .milliseconds(100))
        disk.hold()
        try await db.writeAhead(whenDurable: {}, insert(1))
        try await disk.isAsked()
        try await db.writeAhead(whenDurable: {}, insert(2))
        try await Task.sleep(for: .milliseconds(200))
        let answers = Counter()
        async let late: Void = {
            try await db.writeAhead(whenDurable: {}, insert(3))
            answers.add()
        }()
        try await Task.sleep(for: .milliseconds(50))
        #expect(answers.value == 0)
        disk.release()
        try await late
        await db.close()
        _ = keeper
    }

    @Test func closingBringsItToTheDisk() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let durable = Counter()
        try await db.writeAhead(whenDurable: { durable.add() }, insert(1))
        await db.close()
        #expect(durable.value == 1)
        _ = keeper
    }

    @Test func whatFailsIsToldAndNeverDurable() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        try await db.write(insert(1))
        await #expect(throws: DatabaseError.self) {
            try await db.writeAhead(whenDurable: { Issue.record("it changed nothing") }, insert(1))
        }
        await db.close()
        _ = keeper
    }

    @Test func afterTheDiskHasFailedItIsNotDurableAndNothingIsAnsweredAnyMore() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        disk.fail()
        try await db.writeAhead(whenDurable: { Issue.record("the disk has failed") }, insert(1))
        // Waits for the sync that fails.
        try? await db.write { _ in }
        for isAhead in [true, false] {
            await #expect(throws: DatabaseError.self) {
                if isAhead {
                    try await db.writeAhead(whenDurable: {}, insert(2))
                } else {
                    try await db.write(insert(2))
                }
            }
        }
        await db.close()
        _ = keeper
    }

    /// They share commits with those that wait for the disk.
    @Test func bothKindsSideBySide() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let durable = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    if number % 2 == 0 {
                        try await db.writeAhead(whenDurable: { durable.add() }, insert(number))
                    } else {
                        try await db.write(insert(number))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await count(db) == 200)
        await db.close()
        #expect(durable.value == 100)
        _ = keeper
    }
}
