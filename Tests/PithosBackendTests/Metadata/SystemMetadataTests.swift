import PithosBackend
import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// What versions have besides what users call metadata.
struct SystemMetadataTests {
    private static let soon: [SystemMetadata.Key: String] = [.deleteAt: SystemMetadata.text(deleteAt: 2_000_000_000)]

    private func update(_ store: Store, _ name: String, _ change: (inout ObjectDraft) -> Void) async throws {
        var draft = ObjectDraft()
        change(&draft)
        _ = try await store.objects.update(try Store.object(name), with: draft, for: Store.alice)
    }

    private func system(_ store: Store, _ name: String) async throws -> SystemMetadata {
        try await store.objects.find(try Store.object(name), for: Store.alice).system
    }

    @Test(arguments: TestEngine.available)
    func itStaysWithTheObjectUntilItsContentIsNew(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("o", "one")
        try await update(store, "o") { $0.system = .merge(Self.soon) }
        #expect(try await system(store, "o").deleteAt == 2_000_000_000)
        try await update(store, "o") { $0.metadata = .replace(["X-Object-Meta-A": "1"]) }
        #expect(try await system(store, "o").deleteAt == 2_000_000_000)
        let transfer = Transfer(from: try Store.object("o"), to: try Store.object("copy"), isMove: false)
        _ = try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
        #expect(try await system(store, "copy").deleteAt == 2_000_000_000)
        try await update(store, "o") { $0.system = .merge([.deleteAt: ""]) }
        #expect(try await system(store, "o").isEmpty)
        try await store.put("copy", "new content")
        #expect(try await system(store, "copy").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func itGoesWithItsVersion(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer(policy: ["versioning": "none"])
        for _ in 0..<3 {
            try await store.put("o", "x")
            try await update(store, "o") { $0.system = .merge(Self.soon) }
        }
        func rows() async throws -> Int? {
            try await store.database.read { try $0.value("SELECT COUNT(*) FROM system_metadata") }
        }
        #expect(try await rows() == 1)
        try await store.objects.delete(try Store.object("o"), for: Store.alice)
        #expect(try await rows() == 0)
    }

    @Test(arguments: TestEngine.available)
    func theSweeperDeletesWhatHasExpiredAndNothingElse(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.makeContainer("bobs", of: Store.bob)
        // The clock of the store stands at 1700000000.
        let past: [SystemMetadata.Key: String] = [.deleteAt: SystemMetadata.text(deleteAt: 999_999_999)]
        for name in ["gone", "renewed", "later", "plain"] { try await store.put(name, "x") }
        try await store.put("gone", "x", in: "bobs", of: Store.bob)
        for name in ["gone", "renewed"] { try await update(store, name) { $0.system = .merge(past) } }
        try await update(store, "later") { $0.system = .merge(Self.soon) }
        var draft = ObjectDraft()
        draft.system = .merge(past)
        _ = try await store.objects.update(
            try Store.object("gone", in: "bobs", of: Store.bob), with: draft, for: Store.bob)
        // Written anew before the sweeper came.
        try await store.put("renewed", "y")
        await #expect(throws: Fault.self) {
            try await store.objects.findLiving(try Store.object("gone"), for: Store.alice)
        }
        #expect(try await store.services.expirySweeper.pass() == 2)
        #expect(try await store.services.expirySweeper.pass() == 0)
        #expect(try await store.names() == ["later", "plain", "renewed"])
        #expect(try await store.names(in: "bobs", of: Store.bob) == [])
        #expect(store.quota.committed(Store.bob) == 0)
        #expect(store.quota.committed(Store.alice) == 3)
    }

    @Test(arguments: TestEngine.available)
    func deletingWhatHasExpiredIsNotFoundWhereItMustExist(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("o", "x")
        try await update(store, "o") { $0.system = .merge([.deleteAt: SystemMetadata.text(deleteAt: 1)]) }
        let path = try Store.object("o")
        #expect(
            await fault { try await store.objects.delete(path, mustExist: true, for: Store.alice) } == .itemNotFound)
        #expect(try await store.objects.delete(["o"], in: path.parent, for: Store.alice) == 0)
        try await store.objects.delete(path, for: Store.alice)
        #expect(
            await fault { try await store.objects.delete(path, mustExist: true, for: Store.alice) } == .itemNotFound)
    }

    @Test(arguments: TestEngine.available)
    func manyAreDeletedInOneChange(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        for number in 0..<50 { try await store.put("o\(number)", "xx") }
        let issued = store.quota.issuedCount
        let names = (0..<40).map { "o\($0)" } + ["none", "o0"]
        let deleted = try await store.objects.delete(names, in: try Store.container("c"), for: Store.alice)
        #expect(deleted == 40)
        #expect(store.quota.committed(Store.alice) == 20)
        #expect(store.quota.issuedCount - issued <= 2)
        #expect(
            await fault { try await store.objects.delete(["o45"], in: try Store.container("c"), for: Store.bob) }
                == .forbidden)
    }

    @Test func momentsSortAsText() {
        #expect(SystemMetadata.text(deleteAt: 7) == "0000000007")
        #expect(SystemMetadata.text(deleteAt: 999_999_999) < SystemMetadata.text(deleteAt: 1_000_000_000))
    }
}
