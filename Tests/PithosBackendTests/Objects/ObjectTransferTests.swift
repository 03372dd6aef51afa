import PithosBackend
import TestEngines
import Testing
import Vocabulary

struct ObjectTransferTests {
    @Test(arguments: TestEngine.available)
    func aCopyHasAnIdentityOfItsOwnAndAMoveKeepsIt(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.makeContainer("d")
        try await store.put("o", "x", metadata: ["X-Object-Meta-A": "1"])
        let source = try await store.objects.find(try Store.object("o"), for: Store.alice)
        var draft = ObjectDraft()
        draft.metadata = .merge(["X-Object-Meta-B": "2"])
        _ = try await store.objects.transfer(
            Transfer(from: source.path, to: try Store.object("copy", in: "d"), isMove: false), draft: draft,
            for: Store.alice)
        let copy = try await store.objects.find(try Store.object("copy", in: "d"), for: Store.alice)
        #expect(copy.version.uuid != source.version.uuid)
        #expect(copy.metadata == ["X-Object-Meta-A": "1", "X-Object-Meta-B": "2"])
        _ = try await store.objects.transfer(
            Transfer(from: source.path, to: try Store.object("moved", in: "d"), isMove: true), draft: ObjectDraft(),
            for: Store.alice)
        let moved = try await store.objects.find(try Store.object("moved", in: "d"), for: Store.alice)
        #expect(moved.version.uuid == source.version.uuid)
        #expect(await fault { try await store.objects.find(source.path, for: Store.alice) } == .itemNotFound)
    }

    @Test(arguments: TestEngine.available)
    func treesGoWhole(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        for name in ["dir", "dir/a", "dir/sub/b", "dirx"] { try await store.put(name, "x") }
        var transfer = Transfer(
            from: try Store.object("dir"), to: try Store.object("new"), isMove: false, delimiter: "/")
        _ = try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.names() == ["dir", "dir/a", "dir/sub/b", "dirx", "new", "new/a", "new/sub/b"])
        transfer.isMove = true
        transfer.destination = try Store.object("last")
        _ = try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.names() == ["dirx", "last", "last/a", "last/sub/b", "new", "new/a", "new/sub/b"])
        try await store.objects.delete(try Store.object("new"), delimiter: "/", for: Store.alice)
        #expect(try await store.names() == ["dirx", "last", "last/a", "last/sub/b"])
        #expect(store.quota.committed(Store.alice) == 4)
    }

    /// A delimiter is any text: what begins alike is nobody's to copy but who may read it.
    @Test(arguments: TestEngine.available)
    func ofATreeAGuestGetsWhatAListShows(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.makeContainer("inbox", of: Store.bob)
        let forBob = try Permissions(readers: [Store.bob.rawValue])
        try await store.put("o", "shared", permissions: forBob)
        for name in ["o.secret", "other"] { try await store.put(name, "secret") }
        try await store.put("dir", "", type: "application/directory", permissions: forBob)
        try await store.put("dir/shown", "shown")
        try await store.put("dir/secret", "secret", permissions: try Permissions(readers: ["charlie"]))
        for (name, delimiter) in [("o", "."), ("o", "t"), ("dir", "/")] {
            let transfer = Transfer(
                from: try Store.object(name), to: try Store.object("got", in: "inbox", of: Store.bob), isMove: false,
                delimiter: delimiter)
            _ = try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.bob)
        }
        #expect(try await store.names(in: "inbox", of: Store.bob) == ["got", "got/shown"])
        let mine = Transfer(
            from: try Store.object("dir"), to: try Store.object("copy"), isMove: false, delimiter: "/")
        _ = try await store.objects.transfer(mine, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.names().filter { $0.hasPrefix("copy/") } == ["copy/secret", "copy/shown"])
    }

    /// What lies below a folder is shared with it.
    @Test(arguments: TestEngine.available)
    func whoMayWriteAnObjectMakesNoFolderOfIt(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.makeContainer("mine", of: Store.bob)
        let forBob = try Permissions(readers: [], writers: [Store.bob.rawValue])
        try await store.put("o", "shared", permissions: forBob)
        try await store.put("o/secret", "secret")
        try await store.put("dir", "", type: "application/directory", permissions: forBob)
        try await store.put("marker", "", in: "mine", of: Store.bob, type: "application/directory")
        let folder = "application/folder; charset=utf-8"
        #expect(await fault { try await store.put("o", "", by: Store.bob, type: folder) } == .forbidden)
        let copy = Transfer(
            from: try Store.object("marker", in: "mine", of: Store.bob), to: try Store.object("o"), isMove: false)
        #expect(
            await fault { try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.bob) } == .forbidden)
        #expect(await fault { try await store.read("o/secret", by: Store.bob) } == .forbidden)
        try await store.put("o", "new", by: Store.bob)
        try await store.put("dir", "", by: Store.bob, type: "application/directory")
        try await store.put("dir/below", "", by: Store.bob, type: "application/directory")
        try await store.put("o", "", type: folder)
        #expect(try await store.read("o/secret", by: Store.bob) == "secret")
    }

    /// Else it would be gone again within the minute.
    @Test(arguments: TestEngine.available)
    func whatHadExpiredComesBackToStay(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let path = try Store.object("o")
        var draft = ObjectDraft()
        draft.system = .merge([.deleteAt: SystemMetadata.text(deleteAt: 1)])
        let gone = try await store.objects.put(path, body: Body("precious"), draft: draft, for: Store.alice)
        try await store.services.expirySweeper.pass()
        #expect(await fault { try await store.read("o") } == .itemNotFound)
        for name in ["o", "elsewhere"] {
            let copy = Transfer(from: path, to: try Store.object(name), isMove: false, version: gone.version)
            _ = try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.alice)
            try await store.services.expirySweeper.pass()
            #expect(try await store.read(name) == "precious")
        }
        // One that is set anew counts, and so does one that is yet to come.
        let later = Transfer(from: path, to: try Store.object("later"), isMove: false, version: gone.version)
        draft.system = .merge([.deleteAt: SystemMetadata.text(deleteAt: 9_999_999_999)])
        _ = try await store.objects.transfer(later, draft: draft, for: Store.alice)
        let again = Transfer(from: try Store.object("later"), to: try Store.object("again"), isMove: false)
        _ = try await store.objects.transfer(again, draft: ObjectDraft(), for: Store.alice)
        for name in ["later", "again"] {
            #expect(
                try await store.objects.find(try Store.object(name), for: Store.alice).system.deleteAt == 9_999_999_999)
        }
    }

    @Test(arguments: TestEngine.available)
    func aDeletedObjectComesBackFromItsVersion(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let first = try await store.put("o", "precious")
        let path = try Store.object("o")
        let before = try await store.objects.find(path, for: Store.alice)
        try await store.objects.delete(path, for: Store.alice)
        #expect(try await store.read("o", version: first.version) == "precious")
        _ = try await store.objects.transfer(
            Transfer(from: path, to: path, isMove: false, version: first.version), draft: ObjectDraft(),
            for: Store.alice)
        let after = try await store.objects.find(path, for: Store.alice)
        #expect(try await store.read("o") == "precious")
        #expect(after.version.type == "text/plain")
        #expect(after.version.uuid != before.version.uuid)
        try await store.put("other", "y")
        #expect(await fault { try await store.read("other", version: first.version) } == .itemNotFound)
    }

    @Test func betweenAccountsTheOwnersPay() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.makeContainer("inbox", of: Store.bob)
        try await store.put("o", "12345", permissions: try Permissions(readers: [Store.bob.rawValue]))
        let target = try Store.object("o", in: "inbox", of: Store.bob)
        let source = try Store.object("o")
        _ = try await store.objects.transfer(
            Transfer(from: source, to: target, isMove: false), draft: ObjectDraft(), for: Store.bob)
        #expect(store.quota.committed(Store.bob) == 5)
        #expect(
            await fault {
                try await store.objects.transfer(
                    Transfer(from: source, to: target, isMove: true), draft: ObjectDraft(), for: Store.bob)
            } == .forbidden)
        try await store.put(
            "drop", "", in: "inbox", of: Store.bob, type: "application/directory",
            permissions: try Permissions(writers: [Store.alice.rawValue]))
        _ = try await store.objects.transfer(
            Transfer(from: source, to: try Store.object("drop/o", in: "inbox", of: Store.bob), isMove: true),
            draft: ObjectDraft(),
            for: Store.alice)
        #expect(store.quota.committed(Store.alice) == 0)
        #expect(store.quota.committed(Store.bob) == 10)
    }
}
