import Dispatch
import Glibc
import SQLAccess
import SQLiteAccess
import TestEngines
import Testing

/// When a commit may be answered: once the disk has it.
@Suite struct SQLiteDurabilityTests {
    /// Has the disk hold what ten writes share, of the numbers 0 to 9: so many leave the writer to others meanwhile. Returns
    /// those that failed, once the disk is released.
    private func occupy(_ disk: HeldDisk, _ db: any Database) async throws -> Task<Set<Int>, Never> {
        disk.hold()
        let gate = Gate()
        let asked = Counter()
        // Keeps the writer busy until all have asked. What becomes of it depends on whether the disk is asked for it alone.
        Task { try? await db.write { _ in gate.wait(for: .hasRead) } }
        let writes = Task {
            await withTaskGroup(of: Int?.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        asked.add()
                        do {
                            try await db.write { tx in _ = try tx.run("INSERT INTO item (id) VALUES (\(number))") }
                            return nil
                        } catch { return number }
                    }
                }
                return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
            }
        }
        for _ in 0..<5_000 where asked.value < 10 { try await Task.sleep(for: .milliseconds(1)) }
        gate.open(.hasRead)
        try await disk.isAsked()
        return writes
    }

    @Test func nobodyIsAnsweredBeforeTheDiskHasIt() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        disk.hold()
        let answers = Counter()
        async let write: Void = {
            _ = try await db.write { tx in try tx.run("INSERT INTO item (id) VALUES (1)") }
            answers.add()
        }()
        try await disk.isAsked()
        try await Task.sleep(for: .milliseconds(20))
        #expect(answers.value == 0)
        disk.release()
        try await write
        #expect(disk.syncs.value == 1)
        await db.close()
        _ = keeper
    }

    @Test func whatComesWhileTheDiskIsBusySharesTheNextSync() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let runs = Counter()
        let first = try await occupy(disk, db)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 10..<30 {
                group.addTask {
                    _ = try await db.write { tx in
                        runs.add()
                        try tx.run("INSERT INTO item (id) VALUES (\(number))")
                    }
                }
            }
            for _ in 0..<5_000 where runs.value < 20 { try await Task.sleep(for: .milliseconds(1)) }
            #expect(runs.value == 20)
            #expect(disk.syncs.value == 1)
            disk.release()
            try await group.waitForAll()
        }
        #expect(await first.value.isEmpty)
        #expect(try await count(db) == 30)
        #expect(disk.syncs.value < 30)
        await db.close()
        _ = keeper
    }

    @Test func whatChangesNothingWaitsForNoDisk() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        try await db.write { tx in _ = try tx.run("DELETE FROM item WHERE id = 5") }
        #expect(disk.syncs.value == 0)
        await db.close()
        _ = keeper
    }

    @Test func whatChangesNothingFailsWithWhatItRestsOn() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let failed = try await occupy(disk, db)
        let looks = Counter()
        let look = Task {
            try await db.write { tx in
                looks.add()
                return try tx.value("SELECT COUNT(*) FROM item", as: Int.self)
            }
        }
        for _ in 0..<5_000 where looks.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
        disk.fail()
        disk.release()
        #expect(await failed.value == Set(0..<10))
        await #expect(throws: DatabaseError.self) { try await look.value }
        await db.close()
        _ = keeper
    }

    /// It may rest on what is on its way.
    @Test func whatChangesNothingWaitsForASyncThatIsUnderWay() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        let others = try await occupy(disk, db)
        let (looks, answers) = (Counter(), Counter())
        let look = Task {
            try await db.write { _ in looks.add() }
            answers.add()
        }
        for _ in 0..<5_000 where looks.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(looks.value > 0 && answers.value == 0)
        disk.release()
        try await look.value
        #expect(await others.value.isEmpty)
        await db.close()
        _ = keeper
    }

    @Test func aDatabaseBehindALinkHasItsLogBesideTheFile() async throws {
        let disk = HeldDisk()
        let (first, keeper) = try await SQLiteDatabase.open(on: disk)
        let link = first.path + "-link"
        #expect(symlink(first.path, link) == 0)
        defer { unlink(link) }
        var options = SQLiteOptions()
        options.sync = { disk.sync($0) }
        let db = try SQLiteDatabase(path: link, options: options)
        try await db.write { tx in _ = try tx.run("INSERT INTO item (id) VALUES (1)") }
        #expect(try await count(first) == 1)
        #expect(disk.syncs.value == 1)
        for database in [db, first] { await database.close() }
        _ = keeper
    }

    /// What a process whose disk has failed left in the log may not be on the disk: whatever is written behind it would be
    /// lost with it.
    @Test func whoOpensADatabaseBringsItsLogIntoTheFile() async throws {
        let disk = HeldDisk()
        let (first, keeper) = try await SQLiteDatabase.open(on: disk)
        try await first.write { tx in _ = try tx.run("INSERT INTO item (id) VALUES (1)") }
        let log = fileSize(first.path + "-wal")
        let second = try SQLiteDatabase(path: first.path)
        // All of it is in the file, so that the log begins anew.
        try await second.write { tx in _ = try tx.run("INSERT INTO item (id) VALUES (2)") }
        #expect(fileSize(first.path + "-wal") == log)
        for database in [first, second] { await database.close() }
        _ = keeper
    }

    /// A busy writer lets other processes in now and then.
    @Test func aBusyWriterKeepsNobodyOut() async throws {
        let disk = HeldDisk()
        let (busy, keeper) = try await SQLiteDatabase.open(on: disk)
        let other = try SQLiteDatabase(path: busy.path)
        let isOver = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<8 {
                group.addTask {
                    var number = part
                    while isOver.value == 0, number < 80_000 {
                        let id = number
                        _ = try await busy.write { tx in try tx.run("INSERT INTO item (id) VALUES (\(id))") }
                        number += 8
                    }
                }
            }
            for number in 100_000..<100_005 {
                _ = try await other.write { tx in try tx.run("INSERT INTO item (id) VALUES (\(number))") }
            }
            isOver.add()
            try await group.waitForAll()
        }
        for database in [busy, other] { await database.close() }
        _ = keeper
    }

    /// The system says once that it could not write something, and has forgotten what it was.
    @Test func afterTheDiskHasFailedNothingIsAnsweredAnyMore() async throws {
        let disk = HeldDisk()
        let (db, keeper) = try await SQLiteDatabase.open(on: disk)
        disk.fail()
        for number in 0..<3 {
            await #expect {
                try await db.write { tx in try tx.run("INSERT INTO item (id) VALUES (\(number))") }
            } throws: { error in
                if case DatabaseError.unavailable = error { true } else { false }
            }
        }
        #expect(disk.syncs.value == 1)
        await db.close()
        _ = keeper
    }
}
