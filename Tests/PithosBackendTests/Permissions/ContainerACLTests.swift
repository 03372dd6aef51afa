import PithosBackend
import TestEngines
import Testing
import Vocabulary

/// Grants on all of a container, beside those on objects and folders.
struct ContainerACLTests {
    private func set(_ store: Store, read: String? = nil, write: String? = nil) async throws {
        _ = try await store.containers.create(
            try Store.container("c"), for: Store.alice, metadata: [:], policy: [:],
            access: ContainerACLChange(
                read: try read.map { try ContainerACL($0, .read) },
                write: try write.map { try ContainerACL($0, .write) }))
    }

    @Test(arguments: TestEngine.available)
    func aGrantOnTheContainerAddsToNearerOnes(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await set(store, read: "\(Store.bob)")
        try await store.put("plain", "1")
        // Shared with carol alone: that hides nothing from bob.
        try await store.put("carols", "2", permissions: try Permissions(readers: ["\(Store.carol)"]))
        #expect(try await store.read("plain", by: Store.bob) == "1")
        #expect(try await store.read("carols", by: Store.bob) == "2")
        #expect(await fault { try await store.read("plain", by: Store.carol) } == .forbidden)
        #expect(try await store.names(for: Store.bob) == ["carols", "plain"])
        #expect(try await store.names(for: Store.carol) == ["carols"])
        let info = try await store.containers.find(try Store.container("c"), for: Store.bob)
        #expect(info.contents?.objectCount == 2 && info.details == nil)
        #expect(try await store.containers.find(try Store.container("c"), for: Store.carol).contents == nil)
        let sharing = try await store.services.accounts.listSharing(with: Store.bob, marker: nil, limit: 10)
        #expect(sharing.map(\.account) == [Store.alice])
    }

    @Test(arguments: TestEngine.available)
    func eachListIsChangedByItself(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await set(store, read: "\(Store.bob)")
        try await set(store, write: "\(Store.carol)")
        try await store.put("o", "1")
        #expect(try await store.read("o", by: Store.bob) == "1")
        try await store.put("o", "2", by: Store.carol)
        #expect(await fault { try await store.put("o", "3", by: Store.bob) } == .forbidden)
        try await set(store, read: "")
        #expect(await fault { try await store.read("o", by: Store.bob) } == .forbidden)
        try await store.objects.delete(try Store.object("o"), for: Store.carol)
        #expect(try await store.names() == [])
    }

    @Test(arguments: TestEngine.available)
    func writersBringBlocks(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await set(store, read: "\(Store.carol)", write: "\(Store.bob)")
        let path = try Store.container("c")
        #expect(try await store.containers.storeBlocks(Body("alpha"), in: path, for: Store.bob).count == 1)
        #expect(
            await fault { try await store.containers.storeBlocks(Body("alpha"), in: path, for: Store.carol) }
                == .forbidden)
    }

    @Test(arguments: TestEngine.available)
    func nobodyKnowsUsersThatAreNotThere(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await set(store, read: "someone@example.org,.r:*")
        try await store.put("o", "1")
        #expect(await fault { try await store.read("o", by: Store.bob) } == .forbidden)
        let readers = try #require(try await store.services.containerAccess.readers(of: try Store.container("c")))
        #expect(readers.text == "someone@example.org,.r:*")
        #expect(readers.allows(referrer: nil) && !readers.allowsListing(referrer: nil))
        #expect(try await store.services.containerAccess.readers(of: try Store.container("none")) == nil)
    }
}
