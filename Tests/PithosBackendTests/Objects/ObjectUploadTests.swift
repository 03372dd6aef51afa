import Crypto
import PithosBackend
import TestEngines
import Testing
import Vocabulary

struct ObjectUploadTests {
    @Test(arguments: TestEngine.available)
    func whatIsPutIsRead(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let written = try await store.put("hello.txt", "Hello, World!", metadata: ["X-Object-Meta-K": "v"])
        #expect(written.etag == "65a8e27d8879283831b664bd8b7f0ad4")
        let info = try await store.objects.find(try Store.object("hello.txt"), for: Store.alice)
        #expect(info.hash.hex == "dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f")
        #expect(info.metadata == ["X-Object-Meta-K": "v"])
        #expect(info.version.id == written.version)
        #expect(try await store.read("hello.txt") == "Hello, World!")
    }

    /// Sizes around block borders, in pieces that do not fit the blocks.
    @Test(arguments: [0, 1, 1023, 1024, 1025, 2048, 5000, 40_000], [1, 7, 1000, 1024, 9000])
    func bodiesOfEverySizeComeBack(size: Int, pieceSize: Int) async throws {
        let store = try await Store(.sqlite, blockSize: 1024)
        try await store.makeContainer()
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let path = try Store.object("o")
        var draft = ObjectDraft()
        draft.type = "a/b"
        if pieceSize == 1, size > 5000 { return }
        let written = try await store.objects.put(
            path, body: Body(content, pieceSize: pieceSize), draft: draft, for: Store.alice)
        let version = try await store.objects.find(path, for: Store.alice).version
        #expect(try await store.bytes(of: version) == content)
        #expect(
            written.etag
                == Insecure.MD5.hash(data: content).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        #expect(try await store.objects.hashmap(of: version).hashes.count == max(1, (size + 1023) / 1024))
        guard size > 10 else { return }
        let range = Int64(size / 3)..<Int64(size - 2)
        #expect(try await store.bytes(of: version, range: range) == Array(content[(size / 3)..<(size - 2)]))
    }

    @Test(arguments: TestEngine.available)
    func overwritingKeepsTheIdentityAndTheHistory(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let first = try await store.put("o", "first")
        let before = try await store.objects.find(try Store.object("o"), for: Store.alice)
        try await store.put("o", "second version")
        let after = try await store.objects.find(try Store.object("o"), for: Store.alice)
        #expect(before.version.uuid == after.version.uuid)
        #expect(try await store.read("o", version: first.version) == "first")
        #expect(try await store.objects.listVersions(try Store.object("o"), for: Store.alice).count == 2)
    }

    @Test func anotherMD5IsRefusedAndNothingIsKept() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        var draft = ObjectDraft()
        draft.type = "text/plain"
        let path = try Store.object("o")
        let wanted = draft
        #expect(
            await fault {
                try await store.objects.put(
                    path, body: Body("abc"), expectedMD5: "00000000000000000000000000000000", draft: wanted,
                    for: Store.alice)
            } == .unprocessableEntity)
        #expect(await fault { try await store.objects.find(path, for: Store.alice) } == .itemNotFound)
        #expect(store.quota.pendingCount == 0)
    }

    @Test func aHashmapNamesWhatIsMissingAndThenMakesTheObject() async throws {
        let store = try await Store(.sqlite, blockSize: 1024)
        try await store.makeContainer()
        try await store.put("source", String(repeating: "x", count: 1500))
        let source = try await store.objects.find(try Store.object("source"), for: Store.alice).version
        var hashmap = try await store.objects.hashmap(of: source)
        var draft = ObjectDraft()
        draft.type = "text/plain"
        let path = try Store.object("copy")
        guard
            case .written(let written) = try await store.objects.put(
                path, hashmap: hashmap, draft: draft, for: Store.alice)
        else {
            Issue.record("the blocks are there")
            return
        }
        #expect(written.etag == "")
        #expect(try await store.read("copy") == String(repeating: "x", count: 1500))
        let unknown = try #require(BlockHash(hex: String(repeating: "ab", count: 32)))
        hashmap.hashes[1] = unknown
        guard
            case .missing(let missing) = try await store.objects.put(
                path, hashmap: hashmap, draft: draft, for: Store.alice)
        else {
            Issue.record("one block is missing")
            return
        }
        #expect(missing == [unknown])
        let short = Hashmap(hashes: [unknown], size: 5000)
        let wanted = draft
        #expect(
            await fault { try await store.objects.put(path, hashmap: short, draft: wanted, for: Store.alice) }
                == .badRequest)
    }

    @Test func tenWritersOfOneObjectAllSucceedOneAfterTheOther() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<10 {
                group.addTask { try await store.put("o", String(repeating: "z", count: writer * 10 + 1)) }
            }
            try await group.waitForAll()
        }
        let size = try await store.objects.find(try Store.object("o"), for: Store.alice).version.size
        #expect(store.quota.committed(Store.alice) == size)
        #expect(store.quota.pendingCount == 0)
        #expect(try await store.objects.listVersions(try Store.object("o"), for: Store.alice).count == 10)
    }
}
