import AstakosClient
import SQLAccess
import Settings
import Synchronization
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

struct QuotaTests {
    @Test(arguments: TestEngine.available)
    func whatDoesNotFitIsRefusedAndLeavesNoTrace(engine: TestEngine) async throws {
        let store = try await Store(engine, quota: 10)
        try await store.makeContainer()
        try await store.put("a", "123456")
        #expect(await fault { try await store.put("b", "123456") } == .requestEntityTooLarge)
        #expect(await fault { try await store.objects.find(try Store.object("b"), for: Store.alice) } == .itemNotFound)
        #expect(store.quota.committed(Store.alice) == 6)
        #expect(store.quota.pendingCount == 0)
        try await store.put("a", "1234567890")
        #expect(store.quota.committed(Store.alice) == 10)
    }

    /// By then the reconciler may have given it back.
    @Test(arguments: TestEngine.available)
    func aCommissionThatWaitedForLongIsNotReliedOn(engine: TestEngine) async throws {
        let store = try await Store(engine)
        let change = QuotaChange(storage: store.services.objects.storage)
        let slow = Mutex(true)
        _ = try await change.perform("o", guess: [Store.alice: 5]) { tx in
            if slow.withLock({ slow in
                defer { slow = false }
                return slow
            }) {
                store.clock.advance(by: .seconds(250))
            }
            return QuotaChange.Outcome(value: (), bytes: [Store.alice: 5])
        }
        #expect(store.quota.issuedCount == 2)
        #expect(store.quota.committed(Store.alice) == 5)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func whatWouldGiveBackMoreThanIsCountedSaysSo() async throws {
        let store = try await Store(.sqlite)
        store.quota.refuseToTakeBack()
        let change = QuotaChange(storage: store.services.objects.storage)
        let kind = await fault {
            try await change.perform("o", guess: [Store.alice: -5]) { _ in
                QuotaChange.Outcome(value: (), bytes: [Store.alice: -5])
            }
        }
        #expect(kind == .requestEntityTooLarge)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func aMoveNeedsNoRoom() async throws {
        let store = try await Store(.sqlite, quota: 10)
        try await store.makeContainer(policy: ["quota": "10"])
        try await store.put("a", "1234567890")
        let transfer = Transfer(from: try Store.object("a"), to: try Store.object("b"), isMove: true)
        _ = try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("b") == "1234567890")
        #expect(store.quota.committed(Store.alice) == 10)
    }

    @Test(arguments: TestEngine.available)
    func aContainersQuotaHoldsExactly(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer(policy: ["quota": "10"])
        try await store.put("a", "12345")
        #expect(await fault { try await store.put("b", "123456") } == .requestEntityTooLarge)
        try await store.put("b", "12345")
        #expect(store.quota.committed(Store.alice) == 10)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func aMoveIntoAFullContainerIsRefusedThoughTheAccountDoesNotGrow() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.makeContainer("full", policy: ["quota": "10"])
        try await store.put("a", "1234567890", in: "full")
        try await store.put("b", "1234")
        let transfer = Transfer(
            from: try Store.object("b"), to: try Store.object("b", in: "full"), isMove: true)
        #expect(
            await fault {
                try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
            } == .requestEntityTooLarge)
        #expect(try await store.read("b") == "1234")
        #expect(store.quota.committed(Store.alice) == 14)
    }

    @Test func paidHistoryIsGivenBackWhenItIsPurged() async throws {
        var settings = PithosSettings()
        settings.hasFreeVersioning = false
        let store = try await Store(.sqlite, settings: settings)
        try await store.makeContainer()
        try await store.put("a", "12345")
        try await store.put("a", "123")
        #expect(store.quota.committed(Store.alice) == 8)
        try await store.objects.delete(try Store.object("a"), for: Store.alice)
        #expect(store.quota.committed(Store.alice) == 8)
        try await store.containers.purge(try Store.container("c"), until: Timestamp(seconds: 4e9), for: Store.alice)
        #expect(store.quota.committed(Store.alice) == 0)
    }

    @Test(arguments: TestEngine.available)
    func aCommissionThatWasNotAcceptedIsFoundByTheReconciler(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        store.quota.failToAccept(true)
        try await store.put("a", "12345")
        #expect(try await store.read("a") == "12345")
        #expect(store.quota.committed(Store.alice) == 0)
        store.quota.failToAccept(false)
        let report = try await store.services.commissionReconciler.pass()
        #expect(report.accepted.count == 1)
        #expect(store.quota.committed(Store.alice) == 5)
        let second = try await store.services.commissionReconciler.pass()
        #expect(second.accepted.isEmpty && second.rejected.isEmpty && second.forgotten.isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aCommissionThatAstakosCannotAcceptIsNotForgotten(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        store.quota.leavePending(true)
        try await store.put("a", "12345")
        var reconciler = store.services.commissionReconciler
        reconciler.grace = .zero
        for _ in 0..<2 {
            let report = try await reconciler.pass()
            #expect(report.accepted.count == 1 && report.failed == report.accepted && report.rejected.isEmpty)
        }
        store.quota.leavePending(false)
        #expect(try await reconciler.pass().failed.isEmpty)
        #expect(store.quota.committed(Store.alice) == 5)
    }

    @Test(arguments: TestEngine.available)
    func aChangeThatIsDurableKeepsItsQuotaThoughTheAnswerWasLost(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        store.database.order(.lostAnswer)
        await #expect(throws: DatabaseError.self) { try await store.put("a", "12345") }
        #expect(try await store.read("a") == "12345")
        #expect(store.quota.pendingCount == 1)
        #expect(try await store.services.commissionReconciler.pass().accepted.count == 1)
        #expect(store.quota.committed(Store.alice) == 5)
        #expect(store.quota.pendingCount == 0)
    }

    @Test(arguments: TestEngine.available)
    func aChangeThatWasLostGivesItsQuotaBackOnceItIsOld(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        store.database.order(.lost)
        await #expect(throws: DatabaseError.self) { try await store.put("a", "12345") }
        var reconciler = store.services.commissionReconciler
        #expect(try await reconciler.pass().young.count == 1)
        reconciler.grace = .zero
        #expect(try await reconciler.pass().rejected.count == 1)
        #expect(store.quota.committed(Store.alice) == 0)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func whatNobodyCommittedIsRejectedOnceItIsOld() async throws {
        let store = try await Store(.sqlite)
        _ = try await store.quota.issue([], name: "crashed", force: false, autoAccept: false)
        var reconciler = store.services.commissionReconciler
        #expect(try await reconciler.pass().rejected == [])
        reconciler.grace = .zero
        #expect(try await reconciler.pass().rejected.count == 1)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func whatAPassWouldDoCanBeSeenBefore() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        store.quota.failToAccept(true)
        try await store.put("a", "12345")
        store.quota.failToAccept(false)
        let crashed = try await store.quota.issue([], name: "crashed", force: false, autoAccept: false)
        var reconciler = store.services.commissionReconciler
        let young = try await reconciler.find()
        #expect(young.accepted.count == 1 && young.rejected.isEmpty && young.young == [crashed])
        reconciler.grace = .zero
        let old = try await reconciler.find()
        #expect(old.rejected == [crashed] && old.young.isEmpty)
        #expect(store.quota.pendingCount == 2)
        #expect(store.quota.committed(Store.alice) == 0)
        #expect(try await reconciler.pass() == old)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func whatADeadProcessLeftIsRejectedAtOnceByTheOnlyWriter() async throws {
        let store = try await Store(.sqlite)
        _ = try await store.quota.issue([], name: "crashed", force: false, autoAccept: false)
        var reconciler = store.services.commissionReconciler
        reconciler.soleWriterSince = .now() + .seconds(3600)
        #expect(try await reconciler.pass().rejected.count == 1)
    }

    @Test func fiftyRaceForTheLastBytesAndOneWins() async throws {
        let store = try await Store(.sqlite, quota: 100)
        try await store.makeContainer()
        let wins = await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<50 {
                group.addTask {
                    await fault { try await store.put("o\(writer)", String(repeating: "x", count: 60)) } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(store.quota.committed(Store.alice) == 60)
        #expect(store.quota.pendingCount == 0)
    }

    /// To ask about thousands takes minutes: what was young when the pass began may have been made meanwhile.
    @Test func aPassJudgesByTheTimeItBegan() async throws {
        let store = try await Store(.sqlite)
        let serial = try await store.quota.issue(
            [Provision(holder: Store.alice, resource: QuotaChange.resource, quantity: 5)], name: "o", force: false,
            autoAccept: false)
        store.clock.advance(by: .seconds(150))
        store.quota.whenAsked { [clock = store.clock] in clock.advance(by: .seconds(200)) }
        #expect(try await store.services.commissionReconciler.find().young == [serial])
    }
}

/// The quota of a container, whose history may be paid for.
struct ContainerQuotaTests {
    private func store(_ engine: TestEngine, freeVersioning: Bool) async throws -> Store {
        var settings = PithosSettings()
        settings.hasFreeVersioning = freeVersioning
        let store = try await Store(engine, settings: settings)
        try await store.makeContainer(policy: ["quota": "100"])
        try await store.put("o", String(repeating: "x", count: 60))
        try await store.put("p", String(repeating: "x", count: 40))
        return store
    }

    @Test(arguments: TestEngine.available, [true, false])
    func exactlyFullIsAllowedAndNotAByteMore(engine: TestEngine, freeVersioning: Bool) async throws {
        let store = try await store(engine, freeVersioning: freeVersioning)
        #expect(await fault { try await store.put("q", "x") } == .requestEntityTooLarge)
        #expect(await fault { try await store.put("p", String(repeating: "x", count: 41)) } == .requestEntityTooLarge)
        #expect(await fault { try await store.put("p", String(repeating: "y", count: 40)) } == nil)
        let append = ContentPatch(offset: nil, length: nil, total: nil, truncatesTo: nil)
        #expect(
            await fault {
                try await store.objects.patch(
                    try Store.object("p"), append, body: Body("x"), draft: ObjectDraft(), for: Store.alice)
            } == .requestEntityTooLarge)
        #expect(try await store.read("p") == String(repeating: "y", count: 40))
    }

    /// Also where the history is paid for, so that the quota of the account grows.
    @Test(arguments: TestEngine.available, [true, false])
    func whatMakesAContainerSmallerPassesInOneThatIsTooFull(engine: TestEngine, freeVersioning: Bool) async throws {
        let store = try await store(engine, freeVersioning: freeVersioning)
        try await store.containers.update(
            try Store.container("c"), for: Store.alice, metadata: .keep,
            policy: PolicyChange(values: ["quota": "50"], resetsOthers: false))
        #expect(await fault { try await store.put("o", String(repeating: "x", count: 59)) } == nil)
        let move = Transfer(from: try Store.object("p"), to: try Store.object("moved"), isMove: true)
        #expect(
            await fault { try await store.objects.transfer(move, draft: ObjectDraft(), for: Store.alice) } == nil)
        let copy = Transfer(from: try Store.object("moved"), to: try Store.object("copy"), isMove: false)
        #expect(
            await fault { try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.alice) }
                == .requestEntityTooLarge)
    }
}
