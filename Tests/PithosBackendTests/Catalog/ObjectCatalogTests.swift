import PithosBackend
import TestEngines
import Testing
import Vocabulary

struct ObjectCatalogTests {
    private let name = ["plankton:name": "Debian"]

    @Test(arguments: TestEngine.available)
    func metadataOfAnotherDomainSurvivesNewContentAndGoesWithACopy(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("image", "data", metadata: ["X-Object-Meta-A": "b"])
        let path = try Store.object("image")
        let catalog = store.services.catalog
        let registered = try await catalog.update(
            path, domain: .plankton, .replace(name), permissions: try Permissions(readers: ["*"]), for: Store.alice)
        #expect(registered.isPublic)
        try await store.put("image", "newer data")
        let found = try await catalog.find(uuid: registered.version.uuid, domain: .plankton, for: Store.bob)
        #expect(found.metadata == name)
        #expect(found.version.size == 10)
        #expect(found.level == .read)
        #expect(found.created < found.version.modified)
        #expect(try await store.objects.find(path, for: Store.alice).metadata == [:])
        try await store.makeContainer("mine", of: Store.bob)
        _ = try await store.objects.transfer(
            Transfer(from: path, to: try Store.object("copy", in: "mine", of: Store.bob), isMove: false),
            draft: ObjectDraft(),
            for: Store.bob)
        #expect(try await catalog.list(domain: .plankton, visibleTo: Store.bob).map(\.path.name) == ["image", "copy"])
        #expect(try await catalog.list(domain: .plankton, visibleTo: Store.alice).map(\.path.name) == ["image"])
    }

    @Test(arguments: TestEngine.available)
    func whatIsDeletedOrEmptiedIsNoLongerListed(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let catalog = store.services.catalog
        for object in ["a", "b"] {
            try await store.put(object, object)
            _ = try await catalog.update(
                try Store.object(object), domain: .plankton, .replace(name), permissions: nil, for: Store.alice)
        }
        try await store.objects.delete(try Store.object("a"), for: Store.alice)
        let b = try await catalog.find(try Store.object("b"), domain: .plankton, for: Store.alice)
        #expect(try await catalog.list(domain: .plankton, visibleTo: Store.alice).map(\.path.name) == ["b"])
        _ = try await catalog.setMetadata(uuid: b.version.uuid, domain: .plankton, .replace([:]), for: Store.alice)
        #expect(try await catalog.list(domain: .plankton, visibleTo: Store.alice).isEmpty)
    }

    @Test func strangersAreToldApartFromTheUnknown() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.put("o", "x")
        let uuid = try await store.objects.find(try Store.object("o"), for: Store.alice).version.uuid
        let catalog = store.services.catalog
        #expect(await fault { try await catalog.find(uuid: uuid, domain: .plankton, for: Store.bob) } == .forbidden)
        #expect(
            await fault { try await catalog.find(uuid: "nothing", domain: .plankton, for: Store.bob) } == .itemNotFound)
        let open = try Permissions(readers: ["*"])
        #expect(
            await fault { try await catalog.setPermissions(uuid: uuid, open, domain: .plankton, for: Store.bob) }
                == .forbidden)
    }

    /// Machines would start from nothing.
    @Test(arguments: TestEngine.available)
    func whatHasNoContentOfItsOwnIsNoImage(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        for (name, content) in [("1", "abc"), ("2", "de")] { try await store.put(name, content) }
        let segments = ["1", "2"].map {
            ManifestDraft.Entry.segment(.init(container: "c", name: $0, etag: nil, size: nil, range: nil))
        }
        let path = try Store.object("image")
        _ = try await store.objects.put(
            path, manifest: ManifestDraft(entries: segments), object: ObjectDraft(), for: Store.alice)
        let catalog = store.services.catalog
        #expect(
            await fault {
                try await catalog.update(path, domain: .plankton, .replace(name), permissions: nil, for: Store.alice)
            } == .badRequest)
        let info = try await store.objects.find(path, for: Store.alice)
        let parts = try await store.objects.parts(of: info, for: Store.alice)
        let copy = try Store.object("copy")
        _ = try await store.objects.put(copy, from: parts, draft: ObjectDraft(), for: Store.alice)
        let image = try await catalog.update(
            copy, domain: .plankton, .replace(name), permissions: nil, for: Store.alice)
        #expect(image.version.size == 5)
    }
}
