import Dispatch
import ObjectPool
import Synchronization
import Testing

@Suite struct WorkerThreadsTests {
    @Test func jobsAreTakenInOrderAndEachOnce() async throws {
        let queue = JobQueue<Int>(limit: 10_000)
        let taken = Mutex<[Int]>([])
        let thread = WorkerThreads(name: "test", count: 1) { _ in
            while let job = queue.take() { taken.withLock { $0.append(job) } }
        }
        for number in 0..<1_000 { try queue.add(number) }
        queue.close()
        await thread.join()
        #expect(taken.withLock { $0 } == Array(0..<1_000))
    }

    @Test func severalThreadsShareTheJobs() async throws {
        let queue = JobQueue<Int>(limit: 100_000)
        let sum = Mutex(0)
        let numbers = Mutex<Set<Int>>([])
        let threads = WorkerThreads(name: "test", count: 4) { number in
            _ = numbers.withLock { $0.insert(number) }
            while let job = queue.take() { sum.withLock { $0 += job } }
        }
        await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<10 {
                group.addTask { for number in 0..<1_000 { try queue.add(part * 1_000 + number) } }
            }
        }
        queue.close()
        await threads.join()
        #expect(sum.withLock { $0 } == (0..<10_000).reduce(0, +))
        #expect(numbers.withLock { $0 } == [0, 1, 2, 3])
    }

    @Test func theThreadThatSleptLastWakesFirst() async throws {
        let queue = JobQueue<CheckedContinuation<Void, any Error>>(limit: 10)
        let jobs = Mutex<[Int: Int]>([:])
        let threads = WorkerThreads(name: "test", count: 4) { number in
            while let job = queue.take() {
                jobs.withLock { $0[number, default: 0] += 1 }
                job.resume()
            }
        }
        for _ in 0..<50 {
            // Time to fall asleep; on a busy machine now and then too little.
            try await Task.sleep(for: .milliseconds(2))
            try await withCheckedThrowingContinuation { continuation in
                do { try queue.add(continuation) } catch { continuation.resume(throwing: error) }
            }
        }
        queue.close()
        await threads.join()
        // In turn it would be thirteen.
        #expect(jobs.withLock { $0.values.max() } ?? 0 > 25)
    }

    @Test func whoWaitsNoLongerThanSoLongMissesNothing() async throws {
        let queue = JobQueue<Int>(limit: 10_000)
        let taken = Mutex<[Int]>([])
        let isOver = Mutex(false)
        let threads = WorkerThreads(name: "test", count: 2) { _ in
            while true {
                if let job = queue.take(before: DispatchTime.now() + .microseconds(200)) {
                    taken.withLock { $0.append(job) }
                } else if isOver.withLock({ $0 }) {
                    return
                }
            }
        }
        for number in 0..<300 {
            try queue.add(number)
            if number % 3 == 0 { try await Task.sleep(for: .microseconds(200)) }
        }
        for _ in 0..<5_000 where taken.withLock({ $0.count }) < 300 { try await Task.sleep(for: .milliseconds(1)) }
        isOver.withLock { $0 = true }
        await threads.join()
        #expect(taken.withLock { $0.sorted() } == Array(0..<300))
    }

    @Test func aFullQueueRefusesAndAClosedOneStillGivesOut() throws {
        let queue = JobQueue<Int>(limit: 2)
        #expect(queue.isEmpty)
        try queue.add(1)
        try queue.add(2)
        #expect(throws: JobRefusal.full) { try queue.add(3) }
        #expect(queue.takeIfReady() == 1)
        try queue.add(4)
        queue.close()
        #expect(throws: JobRefusal.closed) { try queue.add(5) }
        #expect(queue.take() == 2)
        #expect(queue.take() == 4)
        #expect(queue.take() == nil)
        #expect(queue.takeIfReady() == nil)
    }

    @Test func whatAJobHoldsGoesWithIt() throws {
        final class Thing: Sendable {}
        let queue = JobQueue<Thing>(limit: 10)
        weak var thing: Thing?
        do {
            let held = Thing()
            thing = held
            try queue.add(held)
            try queue.add(Thing())
            _ = queue.takeIfReady()
        }
        #expect(thing == nil)
        #expect(!queue.isEmpty)
    }
}
