import AstakosClient
import Settings
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What a sole writer does at its start about commissions that Astakos may have lost with the power.
struct RecoveryTests {
    /// The services of a process that has the store to itself.
    private func start(_ store: Store) -> PithosServices {
        PithosServices(
            database: store.database, blocks: store.blocks, quota: store.quota, users: OpenCatalog(), settings: .init(),
            health: store.health, soleWriterSince: store.clock.now(), now: { store.clock.now() })
    }

    private func put(_ name: String, _ content: String, by services: PithosServices) async throws {
        _ = try await services.objects.put(
            try Store.object(name), body: Body(content), draft: ObjectDraft(), for: Store.alice)
    }

    private func listed(_ store: Store) async throws -> [CommissionSerial] {
        try await store.database.read { try $0.commissions.list() }
    }

    @Test(arguments: TestEngine.available)
    func whatAPowerCutTookFromAstakosIsCountedAnew(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let first = start(store)
        try await put("kept", "12345", by: first)
        let cutPower = store.quota.powerCut()
        try await put("grown", "1234567", by: first)
        try await put("kept", "1", by: first)
        cutPower()
        #expect(store.quota.committed(Store.alice) == 5)

        let second = start(store)
        let mended = try await second.commissionReconciler.recover()
        #expect(mended == [.init(account: Store.alice, resource: QuotaChange.resource, stored: 8, counted: 5)])
        #expect(store.quota.committed(Store.alice) == 8)
        #expect(try await listed(store).isEmpty)
        #expect(try await second.commissionReconciler.recover().isEmpty)
        // Their serials are given again.
        try await put("new", "123", by: second)
        #expect(store.quota.committed(Store.alice) == 11)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func aCommissionThatIsStillThereIsAcceptedAndNothingMended() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        let first = start(store)
        try await put("a", "12345", by: first)
        store.quota.failToAccept(true)
        try await put("b", "123", by: first)
        store.quota.failToAccept(false)
        #expect(try await start(store).commissionReconciler.recover().isEmpty)
        #expect(store.quota.committed(Store.alice) == 8)
        #expect(store.quota.pendingCount == 0)
    }

    /// Else the next attempt would have nothing to tell it that anything is amiss.
    @Test func whileItCannotBeCountedNothingIsForgotten() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.put("old", "1")
        let cutPower = store.quota.powerCut()
        try await put("a", "12345", by: start(store))
        cutPower()
        store.quota.failToAnswer(true)
        #expect(await fault { try await start(store).commissionReconciler.recover() } == .serviceUnavailable)
        store.quota.failToAnswer(false)
        #expect(try await start(store).commissionReconciler.recover().isEmpty == false)
        #expect(store.quota.committed(Store.alice) == 6)
    }

    /// To count everything takes a while: not after every stop.
    @Test func whoEndsOnPurposeLeavesNothingToCount() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        let services = start(store)
        try await put("old", "1", by: services)
        let cutPower = store.quota.powerCut()
        try await put("a", "12345", by: services)
        #expect(try await !listed(store).isEmpty)
        try await services.commissionReconciler.forgetSettled()
        #expect(try await listed(store).isEmpty)
        cutPower()
        #expect(try await start(store).commissionReconciler.recover().isEmpty)
    }

    @Test func onlyASoleWriterRunsAheadOfTheDisk() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.put("a", "12345")
        #expect(store.quota.issuedAheadCount == 0)
        try await put("b", "12345", by: start(store))
        #expect(store.quota.issuedAheadCount == 1)
    }
}
