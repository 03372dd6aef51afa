import Logging
import SQLAccess
import Synchronization
import TestEngines
import Testing
import Vocabulary

@testable import Cyclades

/// Nothing that was published is lost, and events of one subject keep their order.
struct InProcessEventChannelTests {
    /// What a consumer saw, and what it answered.
    private final class Recorder: Sendable {
        private let state = Mutex<(seen: [String], verdicts: [String: [EventVerdict]])>(([], [:]))

        /// The verdicts for a body, one a delivery; `ack` after they are used up.
        func plan(_ body: String, _ verdicts: EventVerdict...) { state.withLock { $0.verdicts[body] = verdicts } }

        func handle(_ event: BackendEvent) -> EventVerdict {
            state.withLock { state in
                state.seen.append(event.body)
                if state.verdicts[event.body]?.isEmpty == false { return state.verdicts[event.body]!.removeFirst() }
                return .ack
            }
        }

        var seen: [String] { state.withLock { $0.seen } }
    }

    private func channel(_ database: any Database, attemptsMax: Int = 10) -> InProcessEventChannel {
        var limits = InProcessEventChannel.Limits()
        limits.firstDelay = .milliseconds(5)
        limits.delayMax = .milliseconds(20)
        limits.attemptsMax = attemptsMax
        return InProcessEventChannel(
            database: database, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func event(_ instance: String, _ number: Int) -> BackendEvent {
        BackendEvent(kind: .op, body: "{\"instance\":\"\(instance)\",\"n\":\(number)}")
    }

    /// Consumes until the condition holds, at most ten seconds.
    private func consume(
        _ channel: InProcessEventChannel, _ recorder: Recorder, until done: @escaping @Sendable () async throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await channel.consume { recorder.handle($0) } }
            group.addTask {
                let deadline = ContinuousClock.now + .seconds(10)
                while try await !done(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            }
            _ = try await group.next()
            group.cancelAll()
            try? await group.waitForAll()
        }
        #expect(try await done())
    }

    @Test(arguments: TestEngine.available)
    func eventsOfOneInstanceArriveInOrder(engine: TestEngine) async throws {
        let database = try await engine.fresh(CycladesMigrations.all)
        let channel = channel(database)
        let recorder = Recorder()
        for number in 1...5 {
            for instance in ["snf-1", "snf-2"] { try await channel.publish(event(instance, number)) }
        }
        try await consume(channel, recorder) { try await channel.backlog() == 0 }
        for instance in ["snf-1", "snf-2"] {
            let bodies = recorder.seen.filter { $0.contains(instance) }
            #expect(bodies == (1...5).map { event(instance, $0).body })
        }
    }

    @Test(arguments: TestEngine.available)
    func aRejectedEventHoldsUpItsInstanceOnlyAndComesAgain(engine: TestEngine) async throws {
        let database = try await engine.fresh(CycladesMigrations.all)
        let channel = channel(database)
        let recorder = Recorder()
        recorder.plan(event("snf-1", 1).body, .reject, .reject)
        for number in 1...2 { try await channel.publish(event("snf-1", number)) }
        try await channel.publish(event("snf-2", 1))
        try await consume(channel, recorder) { try await channel.backlog() == 0 }
        let first = event("snf-1", 1).body
        #expect(recorder.seen.filter { $0.contains("snf-1") } == [first, first, first, event("snf-1", 2).body])
        #expect(recorder.seen.filter { $0.contains("snf-2") }.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func whatWasNotAnsweredBeforeACrashIsDeliveredAgain(engine: TestEngine) async throws {
        let database = try await engine.fresh(CycladesMigrations.all)
        let before = channel(database)
        for number in 1...3 { try await before.publish(event("snf-1", number)) }
        // The process dies while the first event is being handled: nothing was acknowledged.
        let crashed = Recorder()
        let dying = Task {
            try await before.consume { event in
                _ = crashed.handle(event)
                try? await Task.sleep(for: .seconds(60))
                return .reject
            }
        }
        while crashed.seen.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let after = channel(try TestEngine.reopen(database))
        let recorder = Recorder()
        try await consume(after, recorder) { try await after.backlog() == 0 }
        #expect(recorder.seen == (1...3).map { event("snf-1", $0).body })
        dying.cancel()
        _ = try? await dying.value
    }

    @Test(arguments: TestEngine.available)
    func anEventThatIsAlwaysRejectedIsSetAsideAndTriedAtTheNextStart(engine: TestEngine) async throws {
        let database = try await engine.fresh(CycladesMigrations.all)
        let channel = channel(database, attemptsMax: 2)
        let recorder = Recorder()
        recorder.plan(event("snf-1", 1).body, .reject, .reject)
        for number in 1...2 { try await channel.publish(event("snf-1", number)) }
        try await consume(channel, recorder) { recorder.seen.last == event("snf-1", 2).body }
        #expect(try await channel.backlog() == 0)
        try await consume(channel, recorder) { recorder.seen.count == 4 }
        #expect(recorder.seen.last == event("snf-1", 1).body)
    }

    @Test(arguments: TestEngine.available)
    func anIncomprehensibleEventIsDropped(engine: TestEngine) async throws {
        let database = try await engine.fresh(CycladesMigrations.all)
        let channel = channel(database)
        let recorder = Recorder()
        recorder.plan("not json", .nack)
        try await channel.publish(BackendEvent(kind: .op, body: "not json"))
        try await consume(channel, recorder) { try await channel.backlog() == 0 }
        #expect(recorder.seen == ["not json"])
    }

    @Test
    func theBacklogIsBounded() async throws {
        let database = try await TestEngine.sqlite.fresh(CycladesMigrations.all)
        var limits = InProcessEventChannel.Limits()
        limits.backlogMax = 2
        let channel = InProcessEventChannel(database: database, limits: limits, logger: Logger(label: "test"))
        try await channel.publish(event("snf-1", 1))
        try await channel.publish(event("snf-1", 2))
        let fault = await #expect(throws: Fault.self) { try await channel.publish(event("snf-1", 3)) }
        #expect(fault?.kind == .serviceUnavailable)
    }

    /// Wakes that come while nobody waits are not lost, and a wait ends in time.
    @Test
    func aSignalWakesItsWaiter() async {
        let signal = WakeSignal()
        signal.wake()
        let clock = ContinuousClock()
        let early = await clock.measure { await signal.wait(atMost: .seconds(30)) }
        #expect(early < .seconds(10))
        let timed = await clock.measure { await signal.wait(atMost: .milliseconds(20)) }
        #expect(timed >= .milliseconds(15))
        let started = clock.now
        async let waiting: Void = signal.wait(atMost: .seconds(30))
        try? await Task.sleep(for: .milliseconds(10))
        signal.wake()
        await waiting
        #expect(clock.now - started < .seconds(10))
    }
}
