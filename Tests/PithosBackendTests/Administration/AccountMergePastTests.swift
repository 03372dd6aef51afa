import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What is not there any more goes over too: versions of objects that were deleted. Source: object-storage.md 6.3.
struct AccountMergePastTests {
    private func merge(_ store: Store) async throws -> AccountMerge.Report {
        try await store.services.merge(of: Store.alice, into: Store.bob).run()
    }

    private func history(_ store: Store, _ path: ObjectPath) async throws -> [NodeVersion] {
        try await store.database.read { tx in
            guard let node = try tx.nodes.lookup(path.path) else { return [] }
            return try tx.versions.list(node: node.id)
        }
    }

    /// The counters of all containers, as kept and as counted.
    private func counters(_ store: Store) async throws -> (kept: [String], counted: [String]) {
        func rows(_ query: SQL) async throws -> [String] {
            try await store.database.read { tx in
                try tx.all(query) { row in
                    let numbers = try (1...3).map { try row.get($0, as: Int64.self) }
                    return "\(try row.get(0, as: String.self)) \(numbers)"
                }
            }
        }
        let kept = try await rows(
            """
            SELECT n.path, s.cluster, s.population, s.size FROM statistics s JOIN nodes n ON n.node = s.node
            WHERE s.population <> 0 ORDER BY n.path, s.cluster
            """)
        let counted = try await rows(
            """
            SELECT c.path, v.cluster, COUNT(*), CAST(SUM(v.size) AS BIGINT) FROM versions v
            JOIN nodes n ON n.node = v.node JOIN nodes c ON c.node = n.parent
            WHERE c.parent <> 0 GROUP BY c.path, v.cluster ORDER BY c.path, v.cluster
            """)
        return (kept, counted)
    }

    @Test(arguments: TestEngine.available, [true, false])
    func deletedObjectsTakeTheirPastAlong(engine: TestEngine, isHistoryFree: Bool) async throws {
        var settings = PithosSettings()
        settings.hasFreeVersioning = isHistoryFree
        let store = try await Store(engine, settings: settings)
        try await store.makeContainer("c")
        try await store.put("gone", "first")
        try await store.put("gone", "second!")
        try await store.objects.delete(try Store.object("gone"), for: Store.alice)
        try await store.put("there", "x")
        let before = try await history(store, try Store.object("gone")).map(\.id)
        let report = try await merge(store)
        #expect(report.objects == 1 && report.deleted == 1 && report.versions == 2 && report.failures.isEmpty)
        let path = try Store.object("gone", of: Store.bob)
        #expect(try await history(store, path).map(\.id) == before)
        #expect(try await store.read("gone", of: Store.bob, version: before[1]) == "second!")
        // It is deleted there as it was here, and of the source nothing is left.
        #expect(try await store.names(of: Store.bob) == ["there"])
        #expect(try await store.services.accountAdministration.contents(of: Store.alice).containers[0].history == 0)
        #expect(await fault { try await store.objects.listVersions(try Store.object("gone"), for: Store.alice) } != nil)
        let (kept, counted) = try await counters(store)
        #expect(kept == counted)
        for account in [Store.alice, Store.bob] {
            let findings = try await store.services.usageReconciler.compare(account: account)
            #expect(findings.isInSync, "\(findings)")
        }
        let again = try await merge(store)
        #expect(again.objects == 0 && again.deleted == 0 && again.versions == 0 && again.failures.isEmpty)
    }

    /// Its marker is newer than what the destination has: that stays what is there, at every later moment too.
    @Test(arguments: TestEngine.available, ["auto", "none"])
    func whatTheDestinationHasIsNotDeletedByIt(engine: TestEngine, versioning: String) async throws {
        let store = try await Store(engine)
        try await store.makeContainer("c")
        try await store.makeContainer("c", of: Store.bob, policy: ["versioning": versioning])
        try await store.put(
            "x", "bob's", of: Store.bob, metadata: ["X-Object-Meta-Color": "red"],
            permissions: try Permissions(readers: [Permissions.everyone]))
        let old = try await store.objects.find(try Store.object("x", of: Store.bob), for: Store.bob)
        try await store.put("x", "alice's")
        try await store.objects.delete(try Store.object("x"), for: Store.alice)
        let report = try await merge(store)
        #expect(report.deleted == 1 && report.versions == 1 && report.failures.isEmpty)
        #expect(try await store.read("x", of: Store.bob) == "bob's")
        let path = try Store.object("x", of: Store.bob)
        let now = try await store.objects.find(path, for: Store.bob)
        #expect(now.version.uuid == old.version.uuid && now.metadata == ["X-Object-Meta-Color": "red"])
        #expect(now.sharing?.permissions.readers == [Permissions.everyone])
        let versions = try await history(store, path)
        #expect(versions.map(\.size) == (versioning == "auto" ? [5, 7, 5] : [7, 5]))
        var query = ListingQuery()
        query.until = store.clock.now()
        #expect(try await store.names(query, of: Store.bob) == ["x"])
        let (kept, counted) = try await counters(store)
        #expect(kept == counted)
        #expect(store.quota.committed(Store.bob) == 5)
    }

    /// Both were deleted; versions keep their order.
    @Test(arguments: TestEngine.available)
    func twoPastsBecomeOne(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer("c")
        try await store.makeContainer("c", of: Store.bob)
        for (account, content) in [(Store.bob, "1"), (Store.alice, "22")] {
            try await store.put("x", content, of: account)
            try await store.objects.delete(try Store.object("x", of: account), for: account)
        }
        #expect(try await merge(store).versions == 1)
        #expect(try await history(store, try Store.object("x", of: Store.bob)).map(\.size) == [1, 2])
        #expect(try await store.names(of: Store.bob).isEmpty)
        try await store.put("x", "333", of: Store.bob)
        #expect(try await store.names(of: Store.bob) == ["x"])
        let (kept, counted) = try await counters(store)
        #expect(kept == counted)
    }

    @Test func thatSomethingWasDeletedIsNothingToBring() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer("c", policy: ["versioning": "none"])
        try await store.put("x", "gone for good")
        try await store.objects.delete(try Store.object("x"), for: Store.alice)
        let report = try await merge(store)
        #expect(report.objects == 0 && report.deleted == 0 && report.failures.isEmpty)
        #expect(try await history(store, try Store.object("x", of: Store.bob)).isEmpty)
    }
}
