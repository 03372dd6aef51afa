import Foundation
import NIOCore
import TestHTTP
import Testing
import Vocabulary

@testable import PithosBackend

/// Garbage is collected, and what is left is checked, on every kind of block store and in the middle of a move.
struct CollectionOnBlockStoresTests {
    private static let blockSize = 64
    private static let shared = String(repeating: "0123456789abcdef", count: 4)

    /// A cloud on a store, with a folder for notes.
    private func with(
        _ kind: TestBlockStore, _ body: (PithosCloud, any BlockStore, String) async throws -> Void
    ) async throws {
        let notes = NSTemporaryDirectory() + "collection-" + UUID().uuidString
        defer { for path in [notes, notes + "-check"] { try? FileManager.default.removeItem(atPath: path) } }
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c", ["X-Container-Policy-Versioning": "none"])
            try await body(cloud, store, notes)
        }
    }

    private func collect(_ cloud: PithosCloud, _ notes: String, isDryRun: Bool = false) async throws -> CollectionReport
    {
        var options = CollectionOptions(graceSeconds: 86_400, keepSeconds: 86_400)
        options.isDryRun = isDryRun
        return try await #require(cloud.services.garbageCollector).run(options, in: notes)
    }

    private func text(_ cloud: PithosCloud, _ name: String) async throws -> String {
        try await cloud.send("GET", "c/\(name)").text
    }

    @Test(arguments: TestBlockStore.available)
    func garbageGoesAndWhatIsNeededStays(kind: TestBlockStore) async throws {
        try await with(kind) { cloud, store, notes in
            for name in ["kept", "gone"] { try await cloud.put("c/\(name)", Self.shared + name) }
            try await cloud.put("c/again", Self.shared + "again")
            for name in ["gone", "again"] { _ = try await cloud.send("DELETE", "c/\(name)") }
            #expect(try await collect(cloud, notes).blocks == .init(inUse: 2, young: 2))
            try await StoreAge.age(store)
            let dry = try await collect(cloud, notes, isDryRun: true)
            #expect(dry.blocks.retired == StoredAmount(count: 2, bytes: 9))
            #expect(dry.maps.retired.count == 2)
            #expect(try await store.names(.block).count == 4)
            #expect(try await collect(cloud, notes).blocks.retired == dry.blocks.retired)
            // One is uploaded again before it is discarded.
            try await cloud.put("c/again", Self.shared + "again")
            try await StoreAge.age(store)
            let last = try await collect(cloud, notes)
            #expect(last.blocks.discarded == StoredAmount(count: 1, bytes: 4))
            #expect(last.maps.discarded.count == 1)
            #expect(last.blocks.retired.count == 0)
            #expect(try await store.names(.block).count == 3)
            for name in ["kept", "again"] { #expect(try await text(cloud, name) == Self.shared + name) }
            #expect(try await check(cloud, notes).isClean)
        }
    }

    @Test(arguments: TestBlockStore.available)
    func aRunThatWasCutOffIsGoneOnWith(kind: TestBlockStore) async throws {
        try await with(kind) { cloud, store, notes in
            for name in ["kept", "gone"] { try await cloud.put("c/\(name)", Self.shared + name) }
            _ = try await cloud.send("DELETE", "c/gone")
            try await StoreAge.age(store)
            let collector = try #require(cloud.services.garbageCollector)
            var options = CollectionOptions(graceSeconds: 86_400, keepSeconds: 86_400)
            options.isDryRun = false
            for phase in CollectionProgress.Phase.allCases {
                let chosen = options
                let cut = Task {
                    _ = try await collector.run(chosen, in: notes) { progress in
                        if progress.phase == phase { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                }
                await #expect(throws: (any Error).self) { try await cut.value }
                #expect(collector.unfinished(options, in: notes) != nil)
            }
            let report = try await collector.run(options, in: notes)
            #expect(report.blocks.inUse == 2)
            #expect(report.blocks.retired.count == 1)
            #expect(try await text(cloud, "kept") == Self.shared + "kept")
        }
    }

    private func check(_ cloud: PithosCloud, _ notes: String, setsAside: Bool = false) async throws -> CheckReport {
        var options = StoreCheck.Options()
        options.setsAside = setsAside
        return try await cloud.services.storeCheck.run(options, in: notes + "-check")
    }

    @Test(arguments: TestBlockStore.available)
    func whatIsMissingOrDamagedIsFoundAndSetAside(kind: TestBlockStore) async throws {
        try await with(kind) { cloud, store, notes in
            for name in ["good", "lost", "bent"] { try await cloud.put("c/\(name)", Self.shared + name) }
            #expect(try await check(cloud, notes).isClean)
            let lost = BlockDigest.hash(of: [ByteBuffer(string: "lost")])
            let bent = BlockDigest.hash(of: [ByteBuffer(string: "bent")])
            try await store.remove(.block, [lost])
            try await StoreDamage.overwrite(bent, with: "bend", in: store)
            let found = try await check(cloud, notes, setsAside: true)
            #expect(found.damage == [Damage(.block, lost, .missing), Damage(.block, bent, .damaged)])
            #expect(Set(found.concerned.map(\.path)) == Set(["lost", "bent"].map { "\(PithosCloud.alice)/c/\($0)" }))
            #expect(try await store.missing(of: [bent]) == [bent])
            // Uploaded anew, both are mended.
            for name in ["lost", "bent"] { try await cloud.put("c/\(name)", Self.shared + name) }
            #expect(try await check(cloud, notes).isClean)
            for name in ["good", "lost", "bent"] { #expect(try await text(cloud, name) == Self.shared + name) }
        }
    }

    /// Blocks that only the old store has, some of them garbage, are copied, removed, collected and uploaded again at once.
    @Test(arguments: TestBlockStore.available.filter { !$0.isSingle })
    func moverAndCollectorDoNotHarmEachOther(kind: TestBlockStore) async throws {
        try await with(kind) { cloud, store, notes in
            let pair = try #require(store as? BlockStorePair)
            let texts = (10..<30).map { "\(Self.shared.dropLast(2))\($0)" }
            let batch = pair.old.batch()
            for text in texts + ["nobody's", "nobody's too"] { _ = try await batch.add([ByteBuffer(string: text)]) }
            try await batch.settle()
            for text in texts { try await upload(text, cloud) }
            #expect(try await pair.new.names(.block) == [])
            for text in texts[10...] { _ = try await cloud.send("DELETE", "c/\(text)") }
            try await StoreAge.age(store)
            // As if a day had passed since every copy was made.
            let move = BlockMove(from: pair.old, to: pair.new, now: { Timestamp.now() + .seconds(90_000) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<3 { _ = try await collect(cloud, notes) } }
                group.addTask {
                    _ = try await move.run(.copy)
                    _ = try await move.run(.remove)
                }
                group.addTask { for text in texts[10...] { try await upload(text, cloud) } }
                try await group.waitForAll()
            }
            try await StoreAge.age(store)
            _ = try await collect(cloud, notes)
            _ = try await move.run(.copy)
            #expect(try await move.run(.survey).blocks.absent == 0)
            for text in texts { #expect(try await self.text(cloud, text) == text) }
            #expect(try await check(cloud, notes).isClean)
            // What the settings of the old store were is no matter any more.
            #expect(try await pair.new.missing(of: texts.map { BlockDigest.hash(of: [ByteBuffer(string: $0)]) }) == [])
        }
    }

    /// By hashmap, as clients do; what is not there is sent.
    private func upload(_ text: String, _ cloud: PithosCloud) async throws {
        let hash = BlockDigest.hash(of: [ByteBuffer(string: text)])
        let body = #"{"hashes": ["\#(hash.hex)"], "bytes": \#(text.utf8.count)}"#
        let reply = try await cloud.put("c/\(text)?hashmap&format=json", body)
        if reply.status != 201 { #expect(try await cloud.put("c/\(text)", text).status == 201) }
    }
}
