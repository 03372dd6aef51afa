import NIOPosix
import Synchronization
import Testing

@testable import PithosBackend

struct LaneTests {
    private struct Broken: Error {}

    private func withLane<Value: Sendable>(
        _ value: Value, _ body: (Lane<Value>) async throws -> Void
    ) async throws {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        do {
            try await body(Lane(value, pool: pool))
        } catch {
            try await pool.shutdownGracefully()
            throw error
        }
        try await pool.shutdownGracefully()
    }

    @Test(arguments: [false, true])
    func everyStepGoesOnWithWhatTheOneBeforeItLeft(areShort: Bool) async throws {
        try await withLane("") { lane in
            for letter in "abcdefghij" { try await lane.add(limit: 2, isShort: areShort) { $0.append(letter) } }
            #expect(try await lane.finish() == "abcdefghij")
        }
    }

    @Test func aLaneWithoutStepsLeavesWhatItBeganWith() async throws {
        try await withLane(7) { lane in
            let value = try await lane.finish()
            #expect(value == 7)
        }
    }

    @Test func fewStepsWait() async throws {
        try await withLane(0) { lane in
            let begun = Mutex(0)
            for number in 1...50 {
                try await lane.add(limit: 1) { _ in begun.withLock { $0 += 1 } }
                // One may wait, one may be about to be taken.
                let count = begun.withLock { $0 }
                #expect(count >= number - 2)
            }
            _ = try await lane.finish()
        }
    }

    @Test func aStepThatThrowsIsTheLast() async throws {
        try await withLane(0) { lane in
            try await lane.add(limit: 2) { _ in throw Broken() }
            await #expect(throws: Broken.self) {
                for _ in 0..<10 { try await lane.add(limit: 2) { $0 += 1 } }
            }
            await #expect(throws: Broken.self) { _ = try await lane.finish() }
            await lane.cancel()
        }
    }

    @Test func afterCancellingNothingRuns() async throws {
        try await withLane(0) { lane in
            let ran = Mutex(0)
            for _ in 0..<100 { try await lane.add(limit: 100) { _ in ran.withLock { $0 += 1 } } }
            await lane.cancel()
            let atCancel = ran.withLock { $0 }
            #expect(try await lane.finish() == 0)
            let afterwards = ran.withLock { $0 }
            #expect(afterwards == atCancel)
        }
    }
}
