import PithosBackend
import TestEngines
import Testing
import Vocabulary

struct PermissionTests {
    @Test(arguments: TestEngine.available)
    func theNearestGrantReplacesOuterOnes(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let write = try Permissions(writers: [Store.bob.rawValue])
        try await store.put("a", "", type: "application/directory", permissions: write)
        try await store.put(
            "a/b", "", type: "application/directory", permissions: try Permissions(readers: [Store.bob.rawValue]))
        try await store.put("a/x", "in a")
        try await store.put("a/b/y", "in b")
        #expect(try await store.objects.find(try Store.object("a/x"), for: Store.bob).level == .write)
        let inner = try await store.objects.find(try Store.object("a/b/y"), for: Store.bob)
        #expect(inner.level == .read)
        #expect(inner.sharing?.path == (try Store.object("a/b").path))
        #expect(await fault { try await store.put("a/b/y", "z", by: Store.bob) } == .forbidden)
        try await store.put("a/new", "by bob", by: Store.bob)
        #expect(
            try await store.objects.find(try Store.object("a/new"), for: Store.alice).version.modifiedBy == Store.bob)
    }

    @Test(arguments: TestEngine.available)
    func withoutADirectoryMarkerNothingIsInherited(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("a", "a file", permissions: try Permissions(readers: [Store.bob.rawValue]))
        try await store.put("a/x", "x")
        #expect(await fault { try await store.objects.find(try Store.object("a/x"), for: Store.bob) } == .forbidden)
        #expect(try await store.read("a", by: Store.bob) == "a file")
    }

    @Test(arguments: TestEngine.available)
    func groupsAreLookedUpWhenTheyAreNeeded(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("o", "x", permissions: try Permissions(readers: ["\(Store.alice):pals"]))
        #expect(await fault { try await store.read("o", by: Store.bob) } == .forbidden)
        let accounts = store.services.accounts
        try await accounts.update(
            Store.alice, for: Store.alice, metadata: .keep,
            groups: GroupChange(groups: ["pals": [Store.bob.rawValue]], replacesAll: false))
        #expect(try await store.read("o", by: Store.bob) == "x")
        #expect(try await accounts.listSharing(with: Store.bob, marker: nil, limit: 10).map(\.account) == [Store.alice])
        try await accounts.update(
            Store.alice, for: Store.alice, metadata: .keep,
            groups: GroupChange(groups: ["pals": []], replacesAll: false))
        #expect(await fault { try await store.read("o", by: Store.bob) } == .forbidden)
    }

    @Test(arguments: TestEngine.available)
    func othersListWhatTheyWereGrantedAndNoMore(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let bob = try Permissions(readers: [Store.bob.rawValue])
        for name in ["f/1", "f/2", "f/secret/x", "g", "h"] { try await store.put(name, "") }
        try await store.put("f", "", type: "application/folder", permissions: bob)
        try await store.put(
            "f/secret", "", type: "application/directory", permissions: try Permissions(readers: [Store.carol.rawValue])
        )
        try await store.put("h", "", permissions: bob)
        #expect(try await store.names(for: Store.bob) == ["f", "f/1", "f/2", "h"])
        var query = ListingQuery()
        query.delimiter = "/"
        #expect(try await store.names(query, for: Store.bob) == ["f", "f/", "h"])
        query.prefix = "f/"
        #expect(try await store.names(query, for: Store.bob) == ["f/1", "f/2"])
        query.prefix = "g"
        #expect(await fault { try await store.names(query, for: Store.bob) } == .forbidden)
        var shared = ListingQuery()
        shared.sharedOnly = true
        #expect(try await store.names(shared) == ["f", "f/1", "f/2", "f/secret", "f/secret/x", "h"])
    }

    @Test(arguments: TestEngine.available)
    func deletingAndMovingTakeGrantsAndLinksAway(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        var draft = ObjectDraft()
        draft.permissions = try Permissions(readers: ["*"])
        draft.isPublic = true
        try await store.put("o", "x")
        let path = try Store.object("o")
        _ = try await store.objects.update(path, with: draft, for: Store.alice)
        let link = try #require(try await store.objects.find(path, for: Store.alice).publicLink)
        #expect(try await store.services.publicLinks.find(link).path == path)
        let moved = try Store.object("moved")
        _ = try await store.objects.transfer(
            Transfer(from: path, to: moved, isMove: true), draft: ObjectDraft(), for: Store.alice)
        #expect(await fault { try await store.services.publicLinks.find(link) } == .itemNotFound)
        let info = try await store.objects.find(moved, for: Store.alice)
        #expect(info.sharing == nil)
        #expect(info.publicLink == nil)
    }

    @Test(
        arguments: [
            (["a", "b"], ["b"], ["a"], ["b"]), (["a", "*", "b"], ["b"], ["*", "a"], ["b"]), (["A"], ["a"], [], ["a"]),
            (["*"], ["x", "*"], ["*"], ["*", "x"]),
        ] as [([String], [String], [String], [String])])
    func writersAreReadersAndOthersStayBesideEveryone(
        readers: [String], writers: [String], reading: [String], writing: [String]
    ) throws {
        let permissions = try Permissions(readers: readers, writers: writers)
        #expect(permissions.readers == reading)
        #expect(permissions.writers == writing)
    }
}
