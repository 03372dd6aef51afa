import AstakosClient
import SQLAccess
import Settings
import Synchronization
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What a sole writer does about promises that Astakos could not enter before a process died, or could not enter at all.
struct RecoveryTests {
    /// The services of a process that has the store to itself.
    private func services(_ store: Store) -> PithosServices {
        PithosServices(
            database: store.database, blocks: store.blocks, quota: store.quota, users: OpenCatalog(), settings: .init(),
            health: store.health, soleWriterSince: store.clock.now(), now: { store.clock.now() })
    }

    /// The same, ready to change something.
    private func start(_ store: Store) async throws -> PithosServices {
        let services = services(store)
        try await services.usageRecovery.recover()
        return services
    }

    private func store(_ engine: TestEngine = .sqlite) async throws -> Store {
        let store = try await Store(engine)
        try await store.makeContainer()
        return store
    }

    /// It holds six bytes, of which Astakos counts one.
    private func storeAfterPowerCut() async throws -> Store {
        let store = try await store()
        let services = try await start(store)
        try await put("old", "1", by: services)
        let cutPower = store.quota.powerCut()
        try await put("a", "12345", by: services)
        cutPower()
        return store
    }

    private func put(_ name: String, _ content: String, by services: PithosServices) async throws {
        _ = try await services.objects.put(
            try Store.object(name), body: Body(content), draft: ObjectDraft(), for: Store.alice)
    }

    private func marked(_ store: Store) async throws -> [UserID] {
        try await store.database.read { try $0.accountsAhead.list() }
    }

    @Test(arguments: TestEngine.available)
    func whatAPowerCutTookFromAstakosIsCountedAnew(engine: TestEngine) async throws {
        let store = try await store(engine)
        let first = try await start(store)
        try await put("kept", "12345", by: first)
        let cutPower = store.quota.powerCut()
        try await put("grown", "1234567", by: first)
        try await put("kept", "1", by: first)
        cutPower()
        #expect(store.quota.committed(Store.alice) == 5)

        let second = try await start(store)
        #expect(store.quota.committed(Store.alice) == 8)
        #expect(store.quota.pendingCount == 0)
        #expect(try await marked(store).isEmpty)
        try await put("new", "123", by: second)
        #expect(store.quota.committed(Store.alice) == 11)
        #expect(try await marked(store) == [Store.alice])
    }

    /// Whoever cleared up in between, and whatever became of the list of serials.
    @Test func aReconcilerInBetweenDestroysNoEvidence() async throws {
        let store = try await store()
        let first = try await start(store)
        try await put("old", "1", by: first)
        let cutPower = store.quota.powerCut()
        try await put("a", "12345", by: first)
        try await first.commissionReconciler.pass()
        cutPower()
        try await store.services.commissionReconciler.pass()
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 6)
    }

    /// Of a process that was not alone.
    @Test func aCommissionThatIsStillThereIsAccepted() async throws {
        let store = try await store()
        try await put("a", "12345", by: try await start(store))
        store.quota.failToAccept(true)
        try await store.put("b", "123")
        store.quota.failToAccept(false)
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 8)
        #expect(store.quota.pendingCount == 0)
    }

    /// As one whose commission seems young, since the clock was behind after the cut.
    @Test func anAccountWithSomethingPendingIsCountedOnceThatIsResolved() async throws {
        let store = try await storeAfterPowerCut()
        store.clock.advance(by: .seconds(60))
        let young = try await store.quota.issue(
            [Provision(holder: Store.alice, resource: QuotaChange.resource, quantity: 70)], name: "cut off")
        store.clock.advance(by: .seconds(-60))

        let second = try await start(store)
        #expect(store.quota.committed(Store.alice) == 1)
        #expect(try await marked(store) == [Store.alice])
        try await put("b", "12", by: second)
        try await store.quota.reject(young)
        try await second.usageRecovery.pass()
        #expect(store.quota.committed(Store.alice) == 8)
        // The mark is this process's, too.
        #expect(try await marked(store) == [Store.alice])
        try await second.usageRecovery.finish()
        #expect(try await marked(store).isEmpty)
    }

    @Test func whileAstakosCannotBeAskedTheMarkStays() async throws {
        let store = try await storeAfterPowerCut()
        store.quota.failToAnswer(true)
        let second = try await start(store)
        try await second.usageRecovery.finish()
        #expect(try await marked(store) == [Store.alice])
        store.quota.failToAnswer(false)
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 6)
    }

    @Test func aStartThatFailsTakesNoMarkAway() async throws {
        let store = try await storeAfterPowerCut()
        let left = try await store.quota.issue([], name: "cut off")
        store.quota.failToAccept(true)
        let services = services(store)
        #expect(await fault { try await services.usageRecovery.recover() } == .serviceUnavailable)
        try await services.usageRecovery.finish()
        #expect(try await marked(store) == [Store.alice])
        store.quota.failToAccept(false)
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 6)
        #expect(try await store.quota.info(left) == nil)
    }

    /// To count takes a while: not after every stop.
    @Test func whoEndsOnPurposeLeavesNothingToCount() async throws {
        let store = try await store()
        let services = try await start(store)
        try await put("a", "12345", by: services)
        #expect(try await marked(store) == [Store.alice])
        try await services.usageRecovery.finish()
        #expect(try await marked(store).isEmpty)
        #expect(try await store.database.read { try $0.commissions.list() }.isEmpty)
    }

    @Test func onlyASoleWriterTakesPromises() async throws {
        let store = try await store()
        try await store.put("a", "12345")
        #expect(store.quota.promisedCount == 0)
        #expect(try await marked(store).isEmpty)
        try await put("b", "12345", by: try await start(store))
        #expect(store.quota.promisedCount == 1)
        #expect(store.quota.issuedCount == 1)
    }

    @Test func whatIsNotPromisedIsAskedForInEarnest() async throws {
        let store = try await store()
        store.quota.promiseNothing()
        try await put("a", "12345", by: try await start(store))
        #expect(store.quota.issuedCount == 1)
        #expect(store.quota.committed(Store.alice) == 5)
        // A commission is not forgotten.
        #expect(try await marked(store).isEmpty)
    }

    @Test func aPromiseIsTakenBackWhenNothingIsMade() async throws {
        let store = try await store()
        let change = QuotaChange(storage: try await start(store).objects.storage)
        let guess = [Store.alice: Int64(5)]
        await #expect(throws: Fault.self) {
            try await change.perform("a", guess: guess) { _ -> QuotaChange.Outcome<Void> in throw Fault(.conflict, "") }
        }
        await #expect(throws: Fault.self) {
            try await change.perform("b", guess: guess, preparation: { throw Fault(.conflict, "") }) { _ in
                QuotaChange.Outcome(value: (), bytes: guess)
            }
        }
        try await change.perform("c", guess: guess) { _ in QuotaChange.Outcome(value: (), bytes: [Store.alice: 7]) }
        #expect(store.quota.promisedCount == 4)
        #expect(store.quota.openPromisesCount == 0)
        #expect(store.quota.committed(Store.alice) == 7)
    }

    /// Whether the version is there nobody was told.
    @Test(arguments: [TroubledDatabase.Trouble.lost, .lostAnswer])
    func whatMayHaveBeenMadeIsCounted(trouble: TroubledDatabase.Trouble) async throws {
        let store = try await store()
        let services = try await start(store)
        store.database.order(trouble)
        await #expect(throws: DatabaseError.self) { try await put("a", "12345", by: services) }
        #expect(store.quota.committed(Store.alice) == 0)
        #expect(store.quota.openPromisesCount == 0)
        try await services.usageRecovery.pass()
        #expect(store.quota.committed(Store.alice) == (trouble == .lost ? 0 : 5))
    }

    @Test func whatAstakosCouldNotEnterIsCounted() async throws {
        let store = try await store()
        let services = try await start(store)
        store.quota.enterLater()
        try await put("a", "12345", by: services)
        // Not while it is under way.
        services.objects.storage.accountsAhead.recount([Store.alice])
        try await services.usageRecovery.pass()
        #expect(store.quota.committed(Store.alice) == 0)
        store.quota.lose()
        try await services.usageRecovery.pass()
        #expect(store.quota.committed(Store.alice) == 5)
    }

    /// Of many who change one thing.
    @Test func whoWaitsForHisTurnPreparesMeanwhileAndOnce() async throws {
        let store = try await store()
        let change = QuotaChange(storage: try await start(store).objects.storage)
        let turns = change.storage.changeTurns
        let preparations = Mutex(0)
        await turns.begin("a")
        async let made: Void = change.perform(
            "a", guess: [Store.alice: 5], preparation: { preparations.withLock { $0 += 1 } }
        ) { _ in QuotaChange.Outcome(value: (), bytes: [Store.alice: 5]) }
        for _ in 0..<5_000 where preparations.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(store.quota.promisedCount == 0)
        turns.end("a")
        try await made
        #expect(preparations.withLock { $0 } == 1)
        #expect(store.quota.committed(Store.alice) == 5)
    }

    /// A command beside a busy cloud.
    @Test func anotherProcessTakesNoPromiseForAMistake() async throws {
        let store = try await store()
        // Astakos knows of her.
        try await store.put("old", "1")
        store.quota.enterLater()
        try await put("a", "12345", by: try await start(store))
        async let findings = command(store).compare()
        try await Task.sleep(for: .milliseconds(100))
        store.quota.enter()
        #expect(try await findings.isInSync)
    }

    /// It cannot tell a mistake from a promise.
    @Test func anotherProcessLeavesTheCountToWhoRunsAhead() async throws {
        let store = try await store()
        let services = try await miscounting(store)
        let command = command(store)
        let findings = try await command.compare()
        #expect(findings.differences.isEmpty)
        #expect(findings.ahead.map(\.counted) == [12])
        try await command.ask(for: findings)
        try await services.usageRecovery.pass()
        #expect(store.quota.committed(Store.alice) == 5)
        try await services.usageRecovery.finish()
        #expect(try await marked(store).isEmpty)
    }

    @Test func whatIsAskedOfNobodyTheNextStartCounts() async throws {
        let store = try await store()
        let services = try await miscounting(store)
        let command = command(store)
        try await command.ask(for: try await command.compare())
        try await services.usageRecovery.finish()
        #expect(try await marked(store) == [Store.alice])
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 5)
        #expect(try await marked(store).isEmpty)
    }

    /// Of whose five bytes Astakos counts twelve.
    private func miscounting(_ store: Store) async throws -> PithosServices {
        let services = try await start(store)
        try await put("a", "12345", by: services)
        _ = try await store.quota.issue(
            [Provision(holder: Store.alice, resource: QuotaChange.resource, quantity: 7)], name: "", force: true,
            autoAccept: true)
        return services
    }

    private func command(_ store: Store) -> UsageReconciler {
        PithosServices(
            database: store.database, blocks: store.blocks, quota: LedgerElsewhere(ledger: store.quota),
            users: OpenCatalog(), settings: .init(), health: store.health, now: { store.clock.now() }
        ).usageReconciler
    }
}
