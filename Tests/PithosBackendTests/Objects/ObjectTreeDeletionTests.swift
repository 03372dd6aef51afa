import PithosBackend
import TestEngines
import Testing
import Vocabulary

/// Many objects at once, in portions of two hundred.
struct ObjectTreeDeletionTests {
    private func filled(_ engine: TestEngine, _ count: Int) async throws -> Store {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("d", "", type: "application/directory")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count { group.addTask { try await store.put("d/\(number)", "x") } }
            try await group.waitForAll()
        }
        try await store.put("d0", "stays")
        return store
    }

    @Test(arguments: TestEngine.available)
    func whatLiesBelowGoesInPortions(engine: TestEngine) async throws {
        let store = try await filled(engine, 450)
        let before = store.quota.issuedCount
        try await store.objects.delete(try Store.object("d"), delimiter: "/", for: Store.alice)
        #expect(try await store.names() == ["d0"])
        #expect(store.quota.issuedCount == before + 3)
        #expect(store.quota.committed(Store.alice) == 5)
        #expect(
            await fault { try await store.objects.delete(try Store.object("d"), delimiter: "/", for: Store.alice) }
                == .itemNotFound)
    }

    @Test(arguments: TestEngine.available, [199, 200, 400])
    func portionsEndWhereObjectsEnd(engine: TestEngine, count: Int) async throws {
        let store = try await filled(engine, count)
        // Its name ends with the delimiter: it lies in its own tree.
        try await store.put("d/", "top")
        try await store.objects.delete(try Store.object("d/"), delimiter: "/", for: Store.alice)
        #expect(try await store.names() == ["d", "d0"])
        #expect(store.quota.committed(Store.alice) == 5)
        #expect(try await store.containers.find(try Store.container("c"), for: Store.alice).details?.objectCount == 2)
    }

    @Test(arguments: TestEngine.available)
    func aContainerIsEmptiedInPortionsWhileOthersWrite(engine: TestEngine) async throws {
        let store = try await filled(engine, 600)
        let before = store.quota.issuedCount
        async let emptied: Void = store.objects.deleteAll(in: try Store.container("c"), for: Store.alice)
        // Lies before all that is emptied, and so stays whenever it comes.
        try await store.put("a", "new")
        try await emptied
        #expect(try await store.names().filter { $0 != "a" } == [])
        #expect(store.quota.issuedCount >= before + 4)
        let left = try await store.names()
        #expect(store.quota.committed(Store.alice) == (left.isEmpty ? 0 : 3))
        #expect(store.quota.pendingCount == 0)
    }
}
