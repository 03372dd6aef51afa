import Foundation
import Glibc
import NIOCore
import NIOPosix
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

struct ScrubberTests {
    private func scrubber(_ store: Store, period: Duration = .seconds(3600), perPass: Int = 1 << 30) -> Scrubber {
        store.services.scrubber(
            .init(period: period, perPass: perPass, statePath: store.directory + "/scrub.json"), on: .singleton)
    }

    private func filled(_ engine: TestEngine, objects: Int = 1) async throws -> Store {
        let store = try await Store(engine, blockSize: 64)
        try await store.makeContainer()
        for number in 0..<objects { try await store.put("o\(number)", "content \(number)") }
        return store
    }

    @Test(arguments: TestEngine.available)
    func whatNobodyReadsIsFoundAndSetAside(engine: TestEngine) async throws {
        let store = try await filled(engine, objects: 3)
        let roots = try await (0..<3).asyncMap {
            try #require(
                try await store.objects.find(try Store.object("o\($0)"), for: Store.alice).version.hash)
        }
        try BlockFolder.flipBit(at: store.blocks.blockPlace(roots[0]).path)
        try BlockFolder.flipBit(at: store.blocks.mapPlace(roots[1]).path)
        let scrubber = scrubber(store)
        try await scrubber.pass()
        #expect(await scrubber.isIdle)
        #expect(access(store.blocks.blockPlace(roots[0]).path, F_OK) != 0)
        #expect(access(store.blocks.mapPlace(roots[1]).path, F_OK) != 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.directory + "/.quarantine").count == 2)
        #expect(try await store.read("o2") == "content 2")
        let counts = store.services.health.counts
        #expect(counts.scrubbedBytes > 0)
        #expect(counts.scrubEndSeconds > 0)
    }

    @Test(arguments: TestEngine.available)
    func aRoundIsDoneOnceAPeriod(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let often = scrubber(store, period: .zero)
        let seldom = scrubber(store)
        for scrubber in [often, seldom] {
            let before = store.services.health.counts.scrubbedBytes
            try await scrubber.pass()
            let round = store.services.health.counts.scrubbedBytes - before
            #expect(round > 0)
            try await scrubber.pass()
            let second = store.services.health.counts.scrubbedBytes - before - round
            #expect(await scrubber.isIdle)
            if scrubber === often { #expect(second == round) } else { #expect(second == 0) }
        }
    }

    /// A small file counts for a quarter of a megabyte, since a disk has to look for it.
    @Test(arguments: TestEngine.available)
    func aPassReadsNoMoreThanItMay(engine: TestEngine) async throws {
        let store = try await filled(engine, objects: 10)
        let scrubber = scrubber(store, perPass: 1 << 20)
        var passes = 0
        while await !scrubber.isIdle, passes < 20 {
            try await scrubber.pass()
            passes += 1
        }
        // Ten blocks and ten maps, four a pass, and the pass that finds the end.
        #expect((5...6).contains(passes))
    }

    @Test(arguments: TestEngine.available)
    func aRestartGoesOnWhereItWas(engine: TestEngine) async throws {
        let store = try await filled(engine, objects: 10)
        let first = scrubber(store, perPass: 11 * 256 << 10)
        try await first.pass()
        #expect(await !first.isIdle)
        let before = store.services.health.counts.scrubbedBytes
        let second = scrubber(store)
        try await second.pass()
        #expect(await second.isIdle)
        // The maps alone: the blocks were done.
        #expect(store.services.health.counts.scrubbedBytes - before == 10 * 32)
    }

    @Test(arguments: TestEngine.available)
    func theObjectsConcernedAreFoundInTheirHashmaps(engine: TestEngine) async throws {
        let store = try await Store(engine, blockSize: 64)
        try await store.makeContainer()
        let shared = String(repeating: "0123456789abcdef", count: 4)
        for name in ["a", "b"] { try await store.put(name, shared + name) }
        try await store.put("c", "c")
        let hash = BlockDigest.hash(of: [.init(string: shared)])
        try BlockFolder.flipBit(at: store.blocks.blockPlace(hash).path)
        await #expect(throws: BlockError.damagedBlock(hash)) { try await store.blocks.open(hash) }
        let damage = store.health.takeUntold()
        #expect(damage == [Damage(.block, hash, .damaged)])
        var names: [String] = []
        try await store.services.concernedObjects.find(damage) { names.append($0.path) }
        #expect(names.map { $0.suffix(4) } == ["/c/a", "/c/b"])
    }
}

extension Range<Int> {
    fileprivate func asyncMap<Value>(_ body: (Int) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for number in self { values.append(try await body(number)) }
        return values
    }
}
