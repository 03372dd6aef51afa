import AstakosClient
import Settings
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What a sole writer does at its start about commissions that Astakos may have lost with the power.
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
        try await services.commissionReconciler.skipListedSerials()
        try await services.usageRecovery.recover()
        return services
    }

    private func store(_ engine: TestEngine = .sqlite) async throws -> Store {
        let store = try await Store(engine)
        store.quota.forgetWhenPowerIsCut()
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

    @Test func aCommissionThatIsStillThereIsAccepted() async throws {
        let store = try await store()
        let first = try await start(store)
        try await put("a", "12345", by: first)
        store.quota.failToAccept(true)
        try await put("b", "123", by: first)
        store.quota.failToAccept(false)
        _ = try await start(store)
        #expect(store.quota.committed(Store.alice) == 8)
        #expect(store.quota.pendingCount == 0)
    }

    /// As one whose commission seems young, since the clock was behind after the cut.
    @Test func anAccountWithSomethingPendingIsCountedOnceThatIsResolved() async throws {
        let store = try await storeAfterPowerCut()
        try await store.services.commissionReconciler.skipListedSerials()
        store.clock.advance(by: .seconds(60))
        let young = try await store.quota.issue(
            [Provision(holder: Store.alice, resource: QuotaChange.resource, quantity: 70)], name: "cut off")
        store.clock.advance(by: .seconds(-60))

        let second = try await start(store)
        #expect(store.quota.committed(Store.alice) == 1)
        #expect(try await marked(store) == [Store.alice])
        try await put("b", "12", by: second)
        try await store.quota.reject(young)
        await second.usageRecovery.pass()
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
        try await store.services.commissionReconciler.skipListedSerials()
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

    /// The list of serials would not tell them apart.
    @Test func noSerialThatIsListedIsGivenAgain() async throws {
        let store = try await store()
        let cutPower = store.quota.powerCut()
        try await put("a", "12345", by: try await start(store))
        let listed = try await store.database.read { try $0.commissions.list() }
        cutPower()
        try await store.services.commissionReconciler.skipListedSerials()
        let next = try await store.quota.issue([], name: "of a command")
        #expect(listed.allSatisfy { $0 < next })
    }

    @Test func onlyASoleWriterRunsAheadOfTheDisk() async throws {
        let store = try await store()
        try await store.put("a", "12345")
        #expect(store.quota.issuedAheadCount == 0)
        #expect(try await marked(store).isEmpty)
        try await put("b", "12345", by: try await start(store))
        #expect(store.quota.issuedAheadCount == 1)
    }

    /// They share the syncs of their commissions.
    @Test func manyAtOnceWaitForTheDisk() async throws {
        let store = try await store()
        let services = try await start(store)
        let turns = services.objects.storage.changeTurns
        for number in 0..<3 { _ = await turns.begin("other \(number)") }
        try await put("a", "12345", by: services)
        #expect(store.quota.issuedAheadCount == 0)
        // Others enter what becomes of it.
        #expect(try await marked(store) == [Store.alice])
        turns.end("other 0")
        try await put("b", "12345", by: services)
        #expect(store.quota.issuedAheadCount == 1)
    }
}
