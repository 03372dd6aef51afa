import ObjectPool
import Synchronization
import Testing

@Suite struct ObjectPoolTests {
    struct Broken: Error, Equatable {}

    /// Makes numbered objects and keeps account of them.
    final class Factory: Sendable {
        struct Account {
            var made = 0
            var discarded: [Int] = []
            var sick: Set<Int> = []
            var lent = 0
            var mostLent = 0
        }

        let account = Mutex(Account())

        func make() -> Int {
            account.withLock { account in
                account.made += 1
                return account.made
            }
        }

        func pool(limit: Int, patience: Duration = .seconds(10)) -> ObjectPool<Int> {
            ObjectPool(
                limit: limit, patience: patience, make: { self.make() },
                isHealthy: { object in self.account.withLock { !$0.sick.contains(object) } },
                discard: { object in self.account.withLock { $0.discarded.append(object) } })
        }

        func enter() {
            account.withLock { account in
                account.lent += 1
                account.mostLent = max(account.mostLent, account.lent)
            }
        }

        func leave() { account.withLock { $0.lent -= 1 } }

        var made: Int { account.withLock { $0.made } }
        var discarded: [Int] { account.withLock { $0.discarded } }
    }

    @Test func oneAfterTheOtherUsesTheSameObject() async throws {
        let factory = Factory()
        let pool = factory.pool(limit: 4)
        for _ in 0..<5 { #expect(try await pool.lend { $0 } == 1) }
        #expect(factory.made == 1)
    }

    @Test func noMoreThanTheLimitAreLentAtOnce() async throws {
        let factory = Factory()
        let pool = factory.pool(limit: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await pool.lend { _ in
                        factory.enter()
                        await Task.yield()
                        factory.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(factory.account.withLock { $0.mostLent } <= 3)
        #expect(factory.made <= 3)
        #expect(pool.count == factory.made)
    }

    @Test func anUnhealthyObjectIsReplaced() async throws {
        let factory = Factory()
        let pool = factory.pool(limit: 1)
        _ = try await pool.lend { $0 }
        factory.account.withLock { _ = $0.sick.insert(1) }
        #expect(try await pool.lend { $0 } == 2)
        #expect(factory.discarded == [1])
        #expect(pool.count == 1)
    }

    @Test func anObjectWhoseBorrowerThrewIsDiscardedUnlessItIsNotToBlame() async throws {
        let factory = Factory()
        let pool = factory.pool(limit: 1)
        await #expect(throws: Broken()) { try await pool.lend { _ in throw Broken() } }
        #expect(factory.discarded == [1])
        await #expect(throws: Broken()) {
            try await pool.lend(keepsAfterError: { $0 is Broken }) { _ in throw Broken() }
        }
        #expect(try await pool.lend { $0 } == 2)
    }

    @Test func aFailedMakingLeavesRoomForTheNext() async throws {
        let isBroken = Atomic(true)
        let pool = ObjectPool<Int>(limit: 1) {
            if isBroken.load(ordering: .relaxed) { throw Broken() }
            return 7
        }
        for _ in 0..<3 {
            await #expect(throws: Broken()) { _ = try await pool.lend { $0 } }
        }
        isBroken.store(false, ordering: .relaxed)
        #expect(try await pool.lend { $0 } == 7)
    }

    @Test func whoWaitsTooLongIsTurnedAway() async throws {
        let pool = Factory().pool(limit: 1, patience: .milliseconds(20))
        try await pool.lend { (_: Int) -> Void in
            await #expect(throws: ObjectPoolError.timedOut) { _ = try await pool.lend { $0 } }
        }
        #expect(try await pool.lend { $0 } == 1)
    }

    @Test func aCancelledBorrowerLeavesTheLine() async throws {
        let pool = Factory().pool(limit: 1)
        try await pool.lend { _ in
            let waiting = Task { try await pool.lend { $0 } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        #expect(try await pool.lend { $0 } == 1)
    }

    @Test func aClosedPoolLendsNothingAndDiscardsAll() async throws {
        let factory = Factory()
        let pool = factory.pool(limit: 2)
        try await pool.lend { first in
            _ = try await pool.lend { $0 }
            pool.close()
            #expect(factory.discarded == [2])
            await #expect(throws: ObjectPoolError.closed) { _ = try await pool.lend { $0 } }
            #expect(first == 1)
        }
        #expect(factory.discarded == [2, 1])
        #expect(pool.count == 0)
    }

    @Test func closingTurnsThoseWhoWaitAway() async throws {
        let pool = Factory().pool(limit: 1)
        try await pool.lend { _ in
            let waiting = Task { try await pool.lend { $0 } }
            // Whether it waits already or comes later, the answer is the same.
            pool.close()
            await #expect(throws: ObjectPoolError.closed) { try await waiting.value }
        }
    }

    @Test func idleObjectsGoWithThePool() async throws {
        let factory = Factory()
        var pool: ObjectPool<Int>? = factory.pool(limit: 1)
        _ = try await pool?.lend { $0 }
        pool = nil
        #expect(factory.discarded == [1])
    }
}
