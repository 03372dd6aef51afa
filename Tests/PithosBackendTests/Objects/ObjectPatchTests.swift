import PithosBackend
import TestEngines
import Testing
import Vocabulary

struct ObjectPatchTests {
    private func patch(
        _ offset: Int64?, _ length: Int64? = nil, total: Int64? = nil, truncatesTo: Int64? = nil
    ) -> ContentPatch {
        ContentPatch(offset: offset, length: length, total: total, truncatesTo: truncatesTo)
    }

    /// Random patches over several small blocks, on the store and on an array.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func patchesDoWhatTheyDoToAnArray(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let store = try await Store(.sqlite, blockSize: 64)
        try await store.makeContainer()
        let path = try Store.object("o")
        var model: [UInt8] = []
        try await store.put("o", "")
        for step in 0..<60 {
            let offset = Int.random(in: 0...model.count, using: &random)
            let content = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...3, using: &random)
            }
            let cut: Int64? =
                Int.random(in: 0..<5, using: &random) == 0 ? Int64.random(in: 0...150, using: &random) : nil
            let isAppend = Bool.random(using: &random)
            _ = try await store.objects.patch(
                path, patch(isAppend ? nil : Int64(offset), truncatesTo: cut), body: Body(content, pieceSize: 50),
                draft: ObjectDraft(), for: Store.alice)
            let begin = isAppend ? model.count : offset
            model.replaceSubrange(begin..<min(model.count, begin + content.count), with: content)
            if let cut { model = Array(model.prefix(Int(cut))) }
            let version = try await store.objects.find(path, for: Store.alice).version
            #expect(try await store.bytes(of: version) == model, "seed \(seed), step \(step)")
        }
        #expect(store.quota.committed(Store.alice) == Int64(model.count))
    }

    @Test func concurrentAppendsFollowOneAnother() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.put("log", "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for line in 0..<12 {
                group.addTask {
                    _ = try await store.objects.patch(
                        try Store.object("log"), patch(nil), body: Body("line \(line)\n"), draft: ObjectDraft(),
                        for: Store.alice)
                }
            }
            try await group.waitForAll()
        }
        let lines = try await store.read("log").split(separator: "\n").map(String.init)
        #expect(Set(lines) == Set((0..<12).map { "line \($0)" }))
        #expect(lines.count == 12)
    }

    @Test func wholeBlocksOfASourceAreTakenByName() async throws {
        let store = try await Store(.sqlite, blockSize: 64)
        try await store.makeContainer()
        try await store.put("source", String(repeating: "s", count: 200))
        try await store.put("o", "tiny")
        _ = try await store.objects.patch(
            try Store.object("o"), patch(0, 200), from: try Store.object("source"), version: nil, draft: ObjectDraft(),
            for: Store.alice)
        let source = try await store.objects.find(try Store.object("source"), for: Store.alice)
        #expect(try await store.objects.find(try Store.object("o"), for: Store.alice).hash == source.hash)
    }

    @Test func anOlderShorterVersionReplacesAll() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        let old = try await store.put("o", "short")
        try await store.put("o", "much longer now")
        let path = try Store.object("o")
        _ = try await store.objects.patch(
            path, patch(0), from: path, version: old.version, draft: ObjectDraft(), for: Store.alice)
        #expect(try await store.read("o") == "short")
    }

    @Test func offsetsAndTotalsAreHeldAgainstTheObject() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        try await store.put("o", "0123456789")
        let path = try Store.object("o")
        func kind(_ patch: ContentPatch, _ body: String) async -> Fault.Kind? {
            await fault {
                try await store.objects.patch(path, patch, body: Body(body), draft: ObjectDraft(), for: Store.alice)
            }
        }
        #expect(await kind(patch(11), "x") == .rangeNotSatisfiable)
        #expect(await kind(patch(0, 1, total: 99), "x") == .rangeNotSatisfiable)
        #expect(await kind(patch(8, 3, total: 10), "xyz") == .rangeNotSatisfiable)
        #expect(await kind(patch(8, 2, total: 10), "yz") == nil)
        #expect(await kind(patch(0, 5), "xyz") == .badRequest)
        #expect(try await store.read("o") == "01234567yz")
    }
}
