import Foundation
import Glibc
import NIOCore
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

struct GarbageCollectorTests {
    private static let blockSize = 64

    /// A store with one object that stays and one that is gone; they share a block. All is old.
    private func withGarbage(_ engine: TestEngine) async throws -> Store {
        let store = try await Store(engine, blockSize: Self.blockSize)
        try await store.makeContainer(policy: ["versioning": "none"])
        try await store.put("kept", Self.shared + "kept")
        try await store.put("gone", Self.shared + "gone")
        try await store.put("small", "small")
        try await store.put("small and gone", "small and gone")
        for name in ["gone", "small and gone"] {
            try await store.objects.delete(try Store.object(name), delimiter: nil, for: Store.alice)
        }
        try store.ageFiles()
        return store
    }

    private static let shared = String(repeating: "0123456789abcdef", count: 4)

    private func options(isDryRun: Bool = false) -> CollectionOptions {
        var options = CollectionOptions(graceSeconds: 86_400, keepSeconds: 86_400)
        options.isDryRun = isDryRun
        return options
    }

    private func collect(_ store: Store, _ options: CollectionOptions) async throws -> CollectionReport {
        try await #require(store.services.garbageCollector).run(options, in: store.directory + "/gc")
    }

    @Test(arguments: TestEngine.available)
    func aDryRunCountsAndChangesNothing(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        let before = try store.files()
        let report = try await collect(store, options(isDryRun: true))
        #expect(try store.files() == before)
        #expect(report.versions == 2)
        #expect(report.maps.inUse == 2)
        #expect(report.maps.retired == StoredAmount(count: 2, bytes: 96))
        // The shared one, and one of each object.
        #expect(report.blocks.inUse == 3)
        #expect(report.blocks.retired == StoredAmount(count: 2, bytes: 18))
    }

    @Test(arguments: TestEngine.available)
    func garbageIsRetiredAndLaterDiscardedAndNothingElseIs(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        let first = try await collect(store, options())
        #expect(first.blocks.retired.count == 2)
        #expect(first.blocks.discarded.count == 0)
        let second = try await collect(store, options())
        #expect(second.blocks == .init(inUse: 3, young: 0))
        try store.ageFiles()
        let third = try await collect(store, options())
        #expect(third.blocks.discarded.count == 2)
        #expect(third.maps.discarded.count == 2)
        #expect(try store.files().count == 5)
        #expect(try await store.read("kept") == Self.shared + "kept")
        #expect(try await store.read("small") == "small")
    }

    @Test(arguments: TestEngine.available)
    func whatIsYoungStays(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        for path in try store.files() { #expect(utimes(path, nil) == 0) }
        let report = try await collect(store, options())
        #expect(report.blocks == .init(inUse: 3, young: 2))
        #expect(report.maps == .init(inUse: 2, young: 2))
    }

    @Test(arguments: TestEngine.available)
    func historyIsNoGarbage(engine: TestEngine) async throws {
        let store = try await Store(engine, blockSize: Self.blockSize)
        try await store.makeContainer(policy: ["versioning": "auto"])
        let old = try await store.put("o", Self.shared + "old").version
        try await store.put("o", "new")
        try await store.objects.delete(try Store.object("o"), delimiter: nil, for: Store.alice)
        try store.ageFiles()
        #expect(try await collect(store, options()).blocks.retired.count == 0)
        #expect(try await store.read("o", version: old) == Self.shared + "old")
    }

    @Test(arguments: TestEngine.available)
    func anUploadBringsBackWhatWasRetired(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        _ = try await collect(store, options())
        try await store.put("again", Self.shared + "gone")
        let version = try await store.objects.find(try Store.object("again"), for: Store.alice).version
        #expect(try await store.read("again") == Self.shared + "gone")
        // By hashmap alone, too.
        try await store.objects.delete(try Store.object("again"), delimiter: nil, for: Store.alice)
        try store.ageFiles()
        #expect(try await collect(store, options()).blocks.retired.count == 1)
        let hashmap = Hashmap(
            hashes: try await store.blocks.map(try #require(version.hash)), size: version.size)
        let outcome = try await store.objects.put(
            try Store.object("again"), hashmap: hashmap, draft: ObjectDraft(), for: Store.alice)
        guard case .written = outcome else {
            Issue.record("the hashmap was not taken")
            return
        }
        #expect(try await store.read("again") == Self.shared + "gone")
    }

    /// What a collector retired by mistake, or a claim got to know too late, comes back with the next run.
    @Test(arguments: TestEngine.available)
    func whatIsReferredToAgainIsBroughtBack(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        let version = try await store.objects.find(try Store.object("kept"), for: Store.alice).version
        let root = try #require(version.hash)
        let moment = try await store.blocks.now()
        let hashes = try await store.blocks.map(root)
        #expect(try await store.blocks.retire(.map, [root], untouchedSince: moment, isDryRun: false).retired.count == 1)
        #expect(
            try await store.blocks.retire(.block, hashes, untouchedSince: moment, isDryRun: false).retired.count == 2)
        try store.ageFiles()
        let report = try await collect(store, options())
        // The map was read, and so has come back by itself.
        #expect(report.blocks.broughtBack == 2)
        #expect(report.blocks.discarded.count == 0)
        #expect(try await store.read("kept") == Self.shared + "kept")
    }

    @Test(arguments: TestEngine.available)
    func blocksAreLeftAloneWhileAMapIsLost(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        let version = try await store.objects.find(try Store.object("kept"), for: Store.alice).version
        let root = try #require(version.hash)
        #expect(unlink(store.blocks.mapPlace(root).path) == 0)
        var options = options()
        let report = try await collect(store, options)
        #expect(report.lostMaps == [root.hex])
        #expect(report.leftBlocksAlone)
        #expect(report.blocks.retired.count == 0)
        #expect(report.maps.retired.count == 2)
        options.ignoresLostMaps = true
        #expect(try await collect(store, options).blocks.retired.count == 4)
    }

    /// As with the settings of one cloud and the database of another.
    @Test(arguments: TestEngine.available)
    func withoutAnyVersionNothingIsTakenUnlessThatIsSaidToBeRight(engine: TestEngine) async throws {
        let store = try await withGarbage(engine)
        #expect(try await collect(store, options()).isAllUnused == false)
        for name in ["kept", "small"] {
            try await store.objects.delete(try Store.object(name), delimiter: nil, for: Store.alice)
        }
        try store.ageFiles()
        let before = try store.files()
        let refused = try await collect(store, options())
        #expect(refused.versions == 0 && refused.isAllUnused)
        #expect(refused.blocks.retired.count == 3 && refused.blocks.discarded.count == 2)
        #expect(try store.files() == before)
        #expect(try await collect(store, options(isDryRun: true)) == refused)
        var chosen = options()
        chosen.trustsEmptyDatabase = true
        #expect(try await collect(store, chosen) == refused)
        // Two blocks and two maps had been retired before.
        #expect(try store.files().count == before.count - 4)
    }

    @Test func aStoreWithoutAnythingIsNoCauseForDoubt() async throws {
        let store = try await Store(.sqlite, blockSize: Self.blockSize)
        #expect(try await collect(store, options()).isAllUnused == false)
    }

    /// Cut off at the first note of every phase, and gone on with.
    @Test(arguments: TestEngine.available, CollectionProgress.Phase.allCases)
    func aRunThatWasCutOffIsGoneOnWith(engine: TestEngine, phase: CollectionProgress.Phase) async throws {
        let store = try await withGarbage(engine)
        let collector = try #require(store.services.garbageCollector)
        let directory = store.directory + "/gc"
        let options = options()
        let cut = Task {
            _ = try await collector.run(options, in: directory) { progress in
                if progress.phase == phase { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        await #expect(throws: (any Error).self) { try await cut.value }
        #expect(collector.unfinished(options, in: directory) != nil)
        #expect(collector.unfinished(self.options(isDryRun: true), in: directory) == nil)
        let report = try await collector.run(options, in: directory)
        #expect(report.versions == 2)
        #expect(report.contents == 2)
        #expect(report.blocks.inUse == 3)
        #expect(report.blocks.retired.count == 2)
        #expect(collector.unfinished(options, in: directory) == nil)
        #expect(try await store.read("kept") == Self.shared + "kept")
    }

    @Test func oneCollectionAtATime() async throws {
        let store = try await withGarbage(.sqlite)
        let collector = try #require(store.services.garbageCollector)
        let directory = store.directory + "/gc"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let lock = try FileLock(directory + "/lock")
        defer { lock.release() }
        #expect(await fault { try await collector.run(self.options(), in: directory) } == .conflict)
    }

    /// Uploads of what is being collected, by content and by hashmap: what was answered can be read.
    @Test(arguments: TestEngine.available)
    func uploadsRaceWithCollections(engine: TestEngine) async throws {
        let store = try await Store(engine, blockSize: Self.blockSize)
        try await store.makeContainer(policy: ["versioning": "none"])
        let contents = (0..<12).map { number in
            (0..<5).map { "\(Self.shared.dropLast(4))\($0 + number % 6 * 5 + 1000)" }.joined()
        }
        var hashmaps: [Hashmap] = []
        for content in contents {
            try await store.put("seed", content)
            let version = try await store.objects.find(try Store.object("seed"), for: Store.alice).version
            hashmaps.append(try await store.objects.hashmap(of: version))
        }
        try await store.objects.delete(try Store.object("seed"), delimiter: nil, for: Store.alice)
        try store.ageFiles()
        let collector = try #require(store.services.garbageCollector)
        var chosen = self.options()
        // The first may find no version yet.
        chosen.trustsEmptyDatabase = true
        let (directory, options) = (store.directory + "/gc", chosen)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for _ in 1...3 { _ = try await collector.run(options, in: directory) } }
            for (number, content) in contents.enumerated() {
                let hashmap = hashmaps[number]
                group.addTask {
                    guard number % 2 == 0 else {
                        try await store.put("object \(number)", content)
                        return
                    }
                    let path = try Store.object("object \(number)")
                    while case .missing = try await store.objects.put(
                        path, hashmap: hashmap, draft: ObjectDraft(), for: Store.alice)
                    {
                        let bytes = Body(content)
                        _ = try await store.containers.storeBlocks(
                            bytes, in: try Store.container("c"), for: Store.alice)
                    }
                }
            }
            try await group.waitForAll()
        }
        _ = try await collector.run(options, in: directory)
        for (number, content) in contents.enumerated() {
            #expect(try await store.read("object \(number)") == content)
        }
    }
}
