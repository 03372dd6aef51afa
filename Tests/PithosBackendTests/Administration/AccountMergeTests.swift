import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Source: object-storage.md 6.3.
struct AccountMergeTests {
    private func filled(_ engine: TestEngine, settings: PithosSettings = .init()) async throws -> Store {
        let store = try await Store(engine, settings: settings)
        try await store.makeContainer("c", policy: ["quota": "1000"])
        try await store.services.accounts.update(
            Store.alice, for: Store.alice, metadata: .keep,
            groups: GroupChange(
                groups: ["friends": [Store.carol.rawValue], "team": [Store.carol.rawValue]], replacesAll: false))
        try await store.put("a", "one")
        try await store.put(
            "a", "one and more", metadata: ["X-Object-Meta-Color": "red"],
            permissions: try Permissions(
                readers: ["\(Store.alice):friends", Store.carol.rawValue], writers: ["\(Store.alice):team"]))
        var draft = ObjectDraft()
        draft.isPublic = true
        _ = try await store.objects.update(try Store.object("a"), with: draft, for: Store.alice)
        try await store.put("b", "two")
        try await store.makeContainer("there", of: Store.bob)
        try await store.makeContainer("there")
        try await store.put("x", "alice's", in: "there")
        try await store.put(
            "x", "bob's", in: "there", of: Store.bob, permissions: try Permissions(readers: [Permissions.everyone]))
        try await store.services.accounts.update(
            Store.bob, for: Store.bob, metadata: .keep,
            groups: GroupChange(groups: ["team": [Store.bob.rawValue]], replacesAll: false))
        return store
    }

    private func merge(_ store: Store) async throws -> AccountMerge.Report {
        try await store.services.merge(of: Store.alice, into: Store.bob).run()
    }

    @Test(arguments: TestEngine.available)
    func objectsTheirPastAndTheirSharingGoOver(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let before = try await store.objects.listVersions(try Store.object("a"), for: Store.alice).map(\.id)
        let report = try await merge(store)
        #expect(report.failures.isEmpty)
        #expect(report.objects == 3)
        #expect(report.versions == 1)
        #expect(report.groups == ["friends"])
        #expect(report.kept == [.group("team")])
        #expect(try await store.read("a", of: Store.bob) == "one and more")
        #expect(try await store.read("b", of: Store.bob) == "two")
        let path = try Store.object("a", of: Store.bob)
        let info = try await store.objects.find(path, for: Store.bob)
        #expect(info.metadata == ["X-Object-Meta-Color": "red"])
        #expect(
            info.sharing?.permissions
                == (try Permissions(
                    readers: ["\(Store.bob):friends", Store.carol.rawValue], writers: ["\(Store.alice):team"])))
        let link = try #require(info.publicLink)
        let old = try #require(try await store.objects.find(try Store.object("a"), for: Store.alice).publicLink)
        #expect(link != old)
        let versions = try await store.objects.listVersions(path, for: Store.bob).map(\.id)
        #expect(versions.count == 2 && versions[0] == before[0])
        #expect(try await store.read("a", of: Store.bob, version: versions[0]) == "one")
        let container = try await store.containers.find(try Store.container("c", of: Store.bob), for: Store.bob)
        #expect(container.details?.policy.quota == 1000)
        #expect(container.details?.objectCount == 2)
        // The source keeps what it has now.
        #expect(try await store.read("a") == "one and more")
        #expect(try await store.objects.listVersions(try Store.object("a"), for: Store.alice).count == 1)
    }

    @Test(arguments: TestEngine.available)
    func whatIsThereGetsANewVersionThatIsNoMoreShared(engine: TestEngine) async throws {
        let store = try await filled(engine)
        _ = try await merge(store)
        #expect(try await store.read("x", in: "there", of: Store.bob) == "alice's")
        let path = try Store.object("x", in: "there", of: Store.bob)
        let info = try await store.objects.find(path, for: Store.bob)
        #expect(info.sharing == nil)
        let versions = try await store.objects.listVersions(path, for: Store.bob)
        #expect(versions.map(\.size) == [5, 7])
    }

    @Test(arguments: TestEngine.available, [true, false])
    func quotaIsCountedExactly(engine: TestEngine, isHistoryFree: Bool) async throws {
        var settings = PithosSettings()
        settings.hasFreeVersioning = isHistoryFree
        let store = try await filled(engine, settings: settings)
        _ = try await merge(store)
        // one and more, two, alice's; and what they were before.
        #expect(store.quota.committed(Store.alice) == 12 + 3 + 7)
        #expect(store.quota.committed(Store.bob) == 12 + 3 + 7 + (isHistoryFree ? 0 : 3 + 5))
        #expect(store.quota.pendingCount == 0)
        for account in [Store.alice, Store.bob] {
            let findings = try await store.services.usageReconciler.compare(account: account)
            #expect(findings.isInSync, "\(findings)")
        }
    }

    @Test(arguments: TestEngine.available)
    func aSecondRunPassesOverWhatWasBrought(engine: TestEngine) async throws {
        let store = try await filled(engine)
        _ = try await merge(store)
        let again = try await merge(store)
        #expect(again.objects == 0 && again.versions == 0 && again.failures.isEmpty)
        #expect(try await store.objects.listVersions(try Store.object("b", of: Store.bob), for: Store.bob).count == 1)
    }

    @Test func whatDoesNotFitIsNamedAndTheRestGoesOn() async throws {
        let store = try await filled(.sqlite)
        try await store.makeContainer("c", of: Store.bob, policy: ["quota": "10"])
        let report = try await merge(store)
        #expect(report.failures.map(\.path) == ["\(Store.alice)/c/a"])
        #expect(report.kept == [.group("team"), .container("c", headers: ["X-Container-Policy-Quota"])])
        #expect(report.failures.map(\.reason.kind) == [.requestEntityTooLarge])
        #expect(report.objects == 2)
        #expect(try await store.objects.listVersions(try Store.object("a"), for: Store.alice).count == 2)
    }

    /// The same store, for whose quota holder one user is unknown.
    private func services(
        _ store: Store, without user: UserID, settings: PithosSettings = .init()
    ) -> PithosServices {
        PithosServices(
            database: store.database, blocks: store.blocks, quota: QuotaWithout(user: user, others: store.quota),
            users: OpenCatalog(), settings: settings, now: { [clock = store.clock] in clock.now() })
    }

    @Test(arguments: TestEngine.available)
    func whatIsNoUserAndNoAccountGetsNothing(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let accounts = try await store.services.accountAdministration.list()
        let merge = store.services.merge(of: Store.alice, into: UserID("nobody"))
        #expect(await fault { try await merge.check() } == .itemNotFound)
        #expect(await fault { try await merge.run() } == .itemNotFound)
        #expect(try await store.services.accountAdministration.list() == accounts)
    }

    /// An account that is there, of a user who is gone, and a user of whom nothing is counted.
    @Test(arguments: [Store.bob, Store.carol])
    func whoMayHoldNothingGetsNothing(destination: UserID) async throws {
        let store = try await filled(.sqlite)
        let services = services(store, without: destination)
        let before = try await services.accountAdministration.list()
        let merge = services.merge(of: Store.alice, into: destination)
        #expect(await fault { try await merge.check() } == .itemNotFound)
        #expect(await fault { try await merge.run() } == .itemNotFound)
        #expect(try await services.accountAdministration.list() == before)
        let bobs = try await services.accountAdministration.contents(of: Store.bob)
        #expect(bobs.containers.map(\.name) == ["there"] && bobs.groups.count == 1)
    }

    @Test func theSourceNeedsNoUser() async throws {
        var settings = PithosSettings()
        // Its past is paid for, and cannot be given back.
        settings.hasFreeVersioning = false
        let store = try await filled(.sqlite, settings: settings)
        let report = try await services(store, without: Store.alice, settings: settings)
            .merge(of: Store.alice, into: Store.bob).run()
        #expect(report.failures.isEmpty && report.objects == 3 && report.versions == 1)
        #expect(store.quota.committed(Store.bob) == 12 + 3 + 7 + 3 + 5)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func anAccountIsNotMergedIntoItself() async throws {
        let store = try await filled(.sqlite)
        #expect(await fault { try await store.services.merge(of: Store.bob, into: Store.bob).check() } == .badRequest)
        #expect(
            await fault { try await store.services.merge(of: Store.bob, into: Store.bob).run() } == .badRequest)
        #expect(
            await fault { try await store.services.merge(of: Store.carol, into: Store.bob).run() } == .itemNotFound)
    }
}
