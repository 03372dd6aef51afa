import PithosBackend
import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// Random operations from a seed on the store and on a plain dictionary: contents, statistics and quota agree after
/// each.
struct StatisticsTests {
    private struct Counted: Equatable {
        var population: Int64
        var size: Int64
    }

    /// The counters of a container, as kept and as they would be counted anew.
    private func counters(
        _ store: Store, _ container: String
    ) async throws -> (kept: [Int: Counted], counted: [Int: Counted]) {
        let path = try Store.container(container).path
        return try await store.database.read { tx in
            var kept: [Int: Counted] = [:]
            try tx.forEach(
                """
                SELECT s.cluster, s.population, s.size FROM statistics s JOIN nodes n ON n.node = s.node
                WHERE n.path = \(path) AND (s.population <> 0 OR s.size <> 0)
                """
            ) { kept[try $0.get(0)] = Counted(population: try $0.get(1), size: try $0.get(2)) }
            var counted: [Int: Counted] = [:]
            try tx.forEach(
                """
                SELECT v.cluster, COUNT(*), COALESCE(SUM(v.size), 0) FROM versions v
                JOIN nodes n ON n.node = v.node JOIN nodes c ON c.node = n.parent
                WHERE c.path = \(path) GROUP BY v.cluster
                """
            ) { counted[try $0.get(0)] = Counted(population: try $0.get(1), size: try $0.get(2)) }
            return (kept, counted)
        }
    }

    @Test(arguments: TestEngine.available, ["auto", "none"])
    func countersStayExactUnderRandomOperations(engine: TestEngine, versioning: String) async throws {
        var random = SeededGenerator(seed: 20)
        let store = try await Store(engine)
        try await store.makeContainer(policy: ["versioning": versioning])
        var model: [String: String] = [:]
        let names = ["a", "a/b", "a/c", "d", "e/f"]
        for step in 0..<120 {
            let name = try #require(names.randomElement(using: &random))
            let other = try #require(names.randomElement(using: &random))
            let path = try Store.object(name)
            switch Int.random(in: 0..<7, using: &random) {
            case 0, 1, 2:
                let content = String(repeating: "x", count: Int.random(in: 0...50, using: &random))
                try await store.put(name, content, metadata: ["X-Object-Meta-\(name.count)": "v"])
                model[name] = content
            case 3:
                let existed = model.removeValue(forKey: name) != nil
                let kind = await fault { try await store.objects.delete(path, for: Store.alice) }
                if existed { #expect(kind == nil) }
            case 4, 5:
                let isMove = Bool.random(using: &random)
                let transfer = Transfer(from: path, to: try Store.object(other), isMove: isMove)
                let kind = await fault {
                    try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
                }
                #expect((kind == nil) == (model[name] != nil))
                if let content = model[name] {
                    if isMove { model[name] = nil }
                    model[other] = content
                }
            default:
                guard let content = model[name] else { continue }
                let patch = ContentPatch(offset: nil, length: nil, total: nil, truncatesTo: nil)
                _ = try await store.objects.patch(
                    path, patch, body: Body("tail"), draft: ObjectDraft(), for: Store.alice)
                model[name] = content + "tail"
            }
            let (kept, counted) = try await counters(store, "c")
            #expect(kept == counted, "step \(step)")
            // Twice, so that the next step finds a list that is known.
            for _ in 0..<2 { #expect(try await store.names() == sorted(model.keys), "step \(step)") }
            #expect(
                store.quota.committed(Store.alice) == Int64(model.values.reduce(0) { $0 + $1.utf8.count }),
                "step \(step)")
        }
        #expect(try await store.names() == sorted(model.keys))
        for (name, content) in model { #expect(try await store.read(name) == content) }
        #expect(store.quota.pendingCount == 0)
        let keys = try await store.containers.find(try Store.container("c"), for: Store.alice).objectKeys
        var used: Set<String> = []
        for name in model.keys {
            used.formUnion(try await store.objects.find(try Store.object(name), for: Store.alice).metadata.keys)
        }
        #expect(keys == used.sorted())
    }

    private func sorted(_ names: some Sequence<String>) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    @Test(arguments: TestEngine.available)
    func purgingTakesHistoryAndMarkersButNotWhatIsCurrent(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("a", "first")
        try await store.put("a", "second")
        try await store.put("b", "gone")
        try await store.objects.delete(try Store.object("b"), for: Store.alice)
        let container = try Store.container("c")
        try await store.containers.purge(container, until: Timestamp(seconds: 4_000_000_000), for: Store.alice)
        #expect(try await store.objects.listVersions(try Store.object("a"), for: Store.alice).count == 1)
        #expect(
            await fault { try await store.objects.listVersions(try Store.object("b"), for: Store.alice) }
                == .itemNotFound)
        let (kept, counted) = try await counters(store, "c")
        #expect(kept == counted)
        #expect(kept == [0: Counted(population: 1, size: 6)])
    }

    @Test(arguments: TestEngine.available)
    func aContainerGoesOnlyWhenItIsEmptyAndLeavesNothing(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("a", "x", permissions: try Permissions(readers: ["*"]))
        let container = try Store.container("c")
        #expect(await fault { try await store.containers.delete(container, for: Store.alice) } == .conflict)
        try await store.objects.deleteAll(in: container, for: Store.alice)
        try await store.containers.delete(container, for: Store.alice)
        let left: [Int] = try await store.database.read { tx in
            try ["nodes", "versions", "attributes", "xfeatures", "policy"].map { table in
                try tx.value("SELECT COUNT(*) FROM \(SQL(verbatim: table))", as: Int.self) ?? -1
            }
        }
        // The root and the account with its one version.
        #expect(left == [2, 1, 0, 0, 0])
    }
}
