import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Static large objects. Blocks have 4096 bytes here.
struct StaticManifestTests {
    private static let block = 4096

    private func store(_ engine: TestEngine, segmentBytes: Int) async throws -> Store {
        let store = try await Store(engine, blockSize: Self.block)
        try await store.makeContainer()
        for (name, letter) in [("s1", "a"), ("s2", "b")] {
            try await store.put(name, String(repeating: letter, count: segmentBytes))
        }
        return store
    }

    private func draft(_ names: String...) -> ManifestDraft {
        ManifestDraft(
            entries: names.map {
                .segment(.init(container: "c", name: $0, etag: nil, size: nil, range: nil))
            })
    }

    private func put(_ store: Store, _ name: String, _ draft: ManifestDraft) async throws -> WrittenManifest {
        try await store.objects.put(try Store.object(name), manifest: draft, object: ObjectDraft(), for: Store.alice)
    }

    private func text(_ store: Store, _ name: String) async throws -> String {
        let info = try await store.objects.find(try Store.object(name), for: Store.alice)
        let parts = try await store.objects.parts(of: info, for: Store.alice)
        var bytes: [UInt8] = []
        try await store.objects.content(of: parts, range: 0..<parts.size).eachPiece { piece in
            bytes += try await store.bytes(of: piece)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: TestEngine.available)
    func alignedSegmentsBecomeOneHashmapAndCostTheirSize(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 2 * Self.block)
        let written = try await put(store, "large", draft("s1", "s2", "s1"))
        let info = try await store.objects.find(try Store.object("large"), for: Store.alice)
        #expect(info.version.size == Int64(6 * Self.block))
        #expect(info.manifestFacts?.etag == written.etag)
        #expect(try await store.objects.hashmap(of: info.version).hashes.count == 6)
        #expect(store.quota.committed(Store.alice) == Int64(10 * Self.block))
        let a = String(repeating: "a", count: 2 * Self.block)
        let b = String(repeating: "b", count: 2 * Self.block)
        #expect(try await store.read("large") == a + b + a)
    }

    @Test(arguments: TestEngine.available)
    func othersAreReadByTheirManifest(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        _ = try await put(store, "large", draft("s1", "s2"))
        let info = try await store.objects.find(try Store.object("large"), for: Store.alice)
        #expect(info.version.size == 0 && info.manifestFacts?.size == 10_000)
        let whole = String(repeating: "a", count: 5000) + String(repeating: "b", count: 5000)
        #expect(try await text(store, "large") == whole)
        #expect(store.quota.committed(Store.alice) == 10_000)
        // A part of it cannot be changed: it has no content of its own.
        let patch = ContentPatch(offset: 0, length: nil, total: nil, truncatesTo: nil)
        #expect(
            await fault {
                try await store.objects.patch(
                    try Store.object("large"), patch, body: Body("x"), draft: ObjectDraft(), for: Store.alice)
            } == .conflict)
    }

    @Test(arguments: TestEngine.available)
    func copiesOfPartsAreObjectsOfTheirOwn(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        var draft = draft("s1", "s2")
        draft.entries.insert(.data(Array("data".utf8)), at: 1)
        _ = try await put(store, "large", draft)
        let info = try await store.objects.find(try Store.object("large"), for: Store.alice)
        let parts = try await store.objects.parts(of: info, for: Store.alice)
        let whole = String(repeating: "a", count: 5000) + "data" + String(repeating: "b", count: 5000)
        _ = try await store.objects.put(
            try Store.object("copy"), from: parts, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("copy") == whole)
        _ = try await store.objects.put(
            try Store.object("middle"), from: parts, range: 4999..<5005, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("middle") == "adatab")
        _ = try await store.objects.put(
            try Store.object("nothing"), from: parts, range: 5..<5, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("nothing") == "")
    }

    /// Both of the original's web clients put an old version back so.
    @Test(arguments: TestEngine.available)
    func whatIsReadByItsManifestIsWrittenIntoOthers(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        let whole = String(repeating: "a", count: 5000) + String(repeating: "b", count: 5000)
        let large = try await put(store, "large", draft("s1", "s2"))
        try await store.put("large", "plain")
        let path = try Store.object("large")
        let all = ContentPatch(offset: 0, length: nil, total: nil, truncatesTo: nil)
        _ = try await store.objects.patch(
            path, all, from: path, version: large.object.version, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("large") == whole)
        try await store.put("other", "begin-")
        let end = ContentPatch(offset: nil, length: 5001, total: nil, truncatesTo: nil)
        _ = try await store.objects.patch(
            try Store.object("other"), end, from: path, version: large.object.version, draft: ObjectDraft(),
            for: Store.alice)
        #expect(try await store.read("other") == "begin-" + whole.prefix(5001))
    }

    /// Its segments stay where they are: whoever gets a copy must be able to read it all the same.
    @Test(arguments: TestEngine.available)
    func aCopyInAnotherAccountIsAnObjectOfItsOwn(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        try await store.makeContainer("inbox", of: Store.bob)
        try await store.put(
            "drop", "", in: "inbox", of: Store.bob, type: "application/directory",
            permissions: try Permissions(writers: ["\(Store.alice)"]))
        var object = ObjectDraft()
        object.type = "text/x-large"
        object.metadata = .replace(["X-Object-Meta-Colour": "red"])
        _ = try await store.objects.put(
            try Store.object("large"), manifest: draft("s1", "s2"), object: object, for: Store.alice)
        let destination = try Store.object("drop/large", in: "inbox", of: Store.bob)
        let copy = Transfer(from: try Store.object("large"), to: destination, isMove: false)
        _ = try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.alice)
        let whole = String(repeating: "a", count: 5000) + String(repeating: "b", count: 5000)
        #expect(try await store.read("drop/large", in: "inbox", of: Store.bob) == whole)
        let info = try await store.objects.find(destination, for: Store.bob)
        #expect(info.version.type == "text/x-large" && info.metadata["X-Object-Meta-Colour"] == "red")
        #expect(store.quota.committed(Store.bob) == 10_000)

        // What cannot be done whole is not begun.
        try await store.put("tree", "", type: "application/directory")
        _ = try await put(store, "tree/large", draft("s1", "s2"))
        for transfer in [
            Transfer(from: try Store.object("large"), to: destination, isMove: true),
            Transfer(from: try Store.object("tree"), to: destination, isMove: false, delimiter: "/"),
        ] {
            #expect(
                await fault { try await store.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice) }
                    == .conflict)
        }
        #expect(try await text(store, "large") == whole)
        #expect(try await store.names(in: "inbox", of: Store.bob) == ["drop", "drop/large"])
    }

    /// Dynamic ones too: what begins alike in the other account is something else.
    @Test(arguments: TestEngine.available)
    func aDynamicLargeObjectInAnotherAccountHasItsContent(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        try await store.makeContainer("inbox", of: Store.bob)
        let folder = "application/directory"
        let forAlice = try Permissions(writers: ["\(Store.alice)"])
        try await store.put("drop", "", in: "inbox", of: Store.bob, type: folder, permissions: forAlice)
        var dynamic = ObjectDraft()
        dynamic.metadata = .replace([ObjectService.manifestKey: "c/s", "X-Object-Meta-Colour": "red"])
        let source = try Store.object("dynamic")
        _ = try await store.objects.put(source, body: Body(""), draft: dynamic, for: Store.alice)
        let whole = String(repeating: "a", count: 5000) + String(repeating: "b", count: 5000)
        let destination = try Store.object("drop/copy", in: "inbox", of: Store.bob)
        let copy = Transfer(from: source, to: destination, isMove: false)
        _ = try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("drop/copy", in: "inbox", of: Store.bob) == whole)
        let info = try await store.objects.find(destination, for: Store.bob)
        #expect(info.metadata == ["X-Object-Meta-Colour": "red"])
        let move = Transfer(from: source, to: destination, isMove: true)
        #expect(
            await fault { try await store.objects.transfer(move, draft: ObjectDraft(), for: Store.alice) } == .conflict)
        try await store.put("target", "x")
        let all = ContentPatch(offset: 0, length: nil, total: nil, truncatesTo: nil)
        _ = try await store.objects.patch(
            try Store.object("target"), all, from: source, version: nil, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("target") == whole)
        // One that goes by itself is for who may delete there.
        dynamic.system = .merge([.deleteAt: SystemMetadata.text(deleteAt: 9_999_999_999)])
        _ = try await store.objects.put(source, body: Body(""), draft: dynamic, for: Store.alice)
        #expect(
            await fault { try await store.objects.transfer(copy, draft: ObjectDraft(), for: Store.alice) }
                == .forbidden)
        // Within an account it stays what it is.
        let within = Transfer(from: source, to: try Store.object("again"), isMove: false)
        _ = try await store.objects.transfer(within, draft: ObjectDraft(), for: Store.alice)
        #expect(try await text(store, "again") == whole)
        #expect(try await store.read("again") == "")
    }

    @Test(arguments: TestEngine.available)
    func manifestsMayNotNestWithoutEnd(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        _ = try await put(store, "m0", draft("s1", "s2"))
        for level in 1...9 { _ = try await put(store, "m\(level)", draft("m\(level - 1)", "s1")) }
        #expect(await fault { try await text(store, "m9") } == nil)
        #expect(await fault { try await put(store, "m10", draft("m9")) } == .conflict)
    }

    @Test(arguments: TestEngine.available)
    func whatOneMayNotReadIsNoSegment(engine: TestEngine) async throws {
        let store = try await store(engine, segmentBytes: 5000)
        try await store.put(
            "in", "", type: "application/directory", permissions: try Permissions(writers: ["\(Store.bob)"]))
        await #expect(throws: ManifestDraft.Refusal.self) {
            try await store.objects.put(
                try Store.object("in/large"), manifest: draft("s1"), object: ObjectDraft(), for: Store.bob)
        }
    }

    @Test func documentsReadBackAsTheyWere() throws {
        let time = Timestamp(microseconds: 1_700_000_000_123_456)
        let segment = StaticManifest.Segment(
            container: "c", name: "a/\"ü\"", etag: "e", size: 10, type: "x/y", modified: time, range: 2..<5,
            isManifest: true)
        let document = StaticManifest(entries: [.segment(segment), .data([0, 255])]).document
        #expect(
            document == #"[{"name":"/c/a/\"ü\"","hash":"e","bytes":10,"content_type":"x/y","#
                + #""last_modified":"2023-11-14T22:13:20.123456","range":"2-4","sub_slo":true},{"data":"AP8="}]"#)
    }

    /// Sums of sizes that a client makes up must be numbers.
    @Test(arguments: TestEngine.available)
    func largeObjectsHaveALargestSize(engine: TestEngine) async throws {
        let store = try await Store(engine, quota: 1 << 60)
        try await store.makeContainer()
        let hashmap = Hashmap(hashes: Array(repeating: .empty, count: 100_000), size: 100_000 << 22)
        _ = try await store.objects.put(
            try Store.object("zeros"), hashmap: hashmap, draft: ObjectDraft(), for: Store.alice)
        var draft = ManifestDraft(entries: [.data([1])])
        let segment = ManifestDraft.Segment(
            container: "c", name: "zeros", etag: nil, size: nil, range: .from(0, through: (100_000 << 22) - 2))
        draft.entries += Array(repeating: .segment(segment), count: 200)
        try await store.database.write { tx in
            // Nobody shall wait until 400 GB of zeros are read.
            try tx.run("UPDATE versions SET checksum = 'known' WHERE size > 1")
        }
        let tooLarge = draft
        #expect(await fault { try await put(store, "large", tooLarge) } == .badRequest)
        draft.entries.removeLast(100)
        let written = try await put(store, "large", draft)
        #expect(written.etag != "")
        // It is too long to be copied, or to be named block by block.
        let info = try await store.objects.find(try Store.object("large"), for: Store.alice)
        let parts = try await store.objects.parts(of: info, for: Store.alice)
        #expect(
            await fault {
                try await store.objects.put(
                    try Store.object("copy"), from: parts, draft: ObjectDraft(), for: Store.alice)
            } == .requestEntityTooLarge)
        #expect(await fault { try await store.objects.hashmap(of: info, parts) } == .conflict)
    }
}
