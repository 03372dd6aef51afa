import PithosBackend
import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// Many clients at one object.
struct ObjectContentionTests {
    /// Each writes another size, so that each guesses wrong what the others left.
    @Test(arguments: TestEngine.available)
    func everyAnsweredWriteIsInTheHistoryAndTheLastOneCounts(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let clients = 40
        let answered = try await withThrowingTaskGroup(of: NodeVersion.ID.self) { group in
            for client in 1...clients {
                group.addTask { try await store.put("o", String(repeating: "x", count: client)).version }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answered.count == clients)
        let versions = try await store.objects.listVersions(try Store.object("o"), for: Store.alice)
        #expect(Set(versions.map(\.id)) == answered)
        #expect(zip(versions, versions.dropFirst()).allSatisfy { $0.modified <= $1.modified })
        let current = try await store.objects.find(try Store.object("o"), for: Store.alice).version
        #expect(current.id == versions.last?.id)
        #expect(store.quota.committed(Store.alice) == current.size)
        #expect(store.quota.pendingCount == 0)
    }

    @Test(arguments: TestEngine.available)
    func appendsFollowOneAnotherHoweverManyThereAre(engine: TestEngine) async throws {
        let store = try await Store(engine, blockSize: 64)
        try await store.makeContainer()
        try await store.put("o", "")
        let append = ContentPatch(offset: nil, length: nil, total: nil, truncatesTo: nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 10..<70 {
                group.addTask {
                    _ = try await store.objects.patch(
                        try Store.object("o"), append, body: Body("<\(client)>"), draft: ObjectDraft(), for: Store.alice
                    )
                }
            }
            try await group.waitForAll()
        }
        let content = try await store.read("o")
        #expect(content.utf8.count == 60 * 4)
        for client in 10..<70 { #expect(content.contains("<\(client)>")) }
        #expect(store.quota.committed(Store.alice) == 240)
    }

    /// The room is for one object: who replaces it needs none, whatever was true when the upload began.
    @Test(arguments: TestEngine.available)
    func replacingWhatOthersHaveJustMadeNeedsNoRoom(engine: TestEngine) async throws {
        let store = try await Store(engine, quota: 100)
        try await store.makeContainer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { try await store.put("o", String(repeating: "x", count: 100)) } }
            try await group.waitForAll()
        }
        #expect(store.quota.committed(Store.alice) == 100)
    }

    @Test(arguments: TestEngine.available)
    func metadataOfOneAccountAndContainerIsChangedByOneAtATime(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<20 {
                group.addTask {
                    let key = "-Meta-K\(client)"
                    try await store.services.accounts.update(
                        Store.alice, for: Store.alice, metadata: .merge(["X-Account\(key)": "v"]),
                        groups: GroupChange(groups: [:], replacesAll: false))
                    _ = try await store.containers.create(
                        try Store.container("c"), for: Store.alice, metadata: ["X-Container\(key)": "v"], policy: [:])
                }
            }
            try await group.waitForAll()
        }
        let account = try await store.services.accounts.find(Store.alice, for: Store.alice)
        #expect(account.details?.metadata.count == 20)
        let container = try await store.containers.find(try Store.container("c"), for: Store.alice)
        #expect(container.details?.metadata.count == 20)
        let current: Int? = try await store.database.read { tx in
            try tx.value("SELECT COUNT(*) FROM versions WHERE cluster = 0")
        }
        #expect(current == 2)
    }

    /// All have looked before the first is there.
    @Test(arguments: TestEngine.available)
    func aContainerHoldsNoMoreObjectsThanItMay(engine: TestEngine) async throws {
        let store = try await Store(engine)
        _ = try await store.containers.create(
            try Store.container("c"), for: Store.alice, metadata: ["X-Container-Meta-Quota-Count": "7"], policy: [:])
        let made = await withTaskGroup(of: Bool.self) { group in
            for client in 0..<50 {
                group.addTask {
                    var draft = ObjectDraft()
                    draft.type = "text/plain"
                    draft.isSwift = true
                    let kind = await fault { [draft] in
                        try await store.objects.put(
                            try Store.object("o\(client)"), body: Body("x"), draft: draft, for: Store.alice)
                    }
                    #expect(kind == nil || kind == .requestEntityTooLarge)
                    return kind == nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 7)
        #expect(try await store.names().count == 7)
        #expect(store.quota.committed(Store.alice) == 7)
        #expect(store.quota.pendingCount == 0)
    }
}
