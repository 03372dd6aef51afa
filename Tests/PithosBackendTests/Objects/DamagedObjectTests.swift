import Foundation
import Glibc
import NIOCore
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// What readers and writers of an object meet when the store has lost a part of it.
struct DamagedObjectTests {
    private static let blockSize = 64
    /// Three blocks and a bit.
    private static let content = (0..<200).map { "\($0 % 10)" }.joined()

    private func damaged(_ engine: TestEngine, block index: Int) async throws -> (Store, NodeVersion, Hashmap) {
        let store = try await Store(engine, blockSize: Self.blockSize)
        try await store.makeContainer()
        try await store.put("o", Self.content)
        let version = try await store.objects.find(try Store.object("o"), for: Store.alice).version
        let hashmap = try await store.objects.hashmap(of: version)
        try BlockFolder.flipBit(at: store.blocks.blockPlace(hashmap.hashes[index]).path)
        return (store, version, hashmap)
    }

    @Test(arguments: TestEngine.available)
    func aBadFirstBlockIsAFaultBeforeAnythingIsGiven(engine: TestEngine) async throws {
        let (store, version, _) = try await damaged(engine, block: 0)
        for _ in 1...2 {
            let error = await #expect(throws: BlockError.self) { try await store.objects.content(of: version) }
            #expect(error?.fault?.kind == .internalServerError)
        }
        #expect(store.services.health.counts.failedReads == 2)
    }

    @Test(arguments: TestEngine.available)
    func aBadLaterBlockBreaksOffWhereItBegins(engine: TestEngine) async throws {
        let (store, version, hashmap) = try await damaged(engine, block: 2)
        let content = try await store.objects.content(of: version)
        var given = 0
        await #expect(throws: BlockError.damagedBlock(hashmap.hashes[2])) {
            try await content.eachPiece { given += $0.length }
        }
        #expect(given == 2 * Self.blockSize)
        // From now on it is known to be missing, and said before anything is given.
        await #expect(throws: BlockError.missingBlock(hashmap.hashes[2])) {
            try await store.objects.content(of: version)
        }
        // What does not need it is given.
        #expect(try await store.bytes(of: version, range: 0..<100) == Array(Self.content.utf8.prefix(100)))
    }

    @Test(arguments: TestEngine.available)
    func aHashmapAsksForWhatWasSetAsideAndBringingItHeals(engine: TestEngine) async throws {
        let (store, version, hashmap) = try await damaged(engine, block: 1)
        await #expect(throws: BlockError.self) { try await store.bytes(of: version) }
        let path = try Store.object("again")
        let outcome = try await store.objects.put(path, hashmap: hashmap, draft: ObjectDraft(), for: Store.alice)
        guard case .missing(let missing) = outcome else {
            Issue.record("the hashmap was taken")
            return
        }
        #expect(missing == [hashmap.hashes[1]])
        let block = Self.content.utf8.dropFirst(Self.blockSize).prefix(Self.blockSize)
        _ = try await store.containers.storeBlocks(Body(block), in: try Store.container("c"), for: Store.alice)
        #expect(try await store.read("o") == Self.content)
    }

    @Test(arguments: TestEngine.available)
    func uploadingTheSameContentHeals(engine: TestEngine) async throws {
        let (store, version, _) = try await damaged(engine, block: 3)
        try await store.put("another", Self.content)
        #expect(try await store.bytes(of: version) == Array(Self.content.utf8))
        #expect(try await store.read("another") == Self.content)
    }

    @Test(arguments: TestEngine.available)
    func aMapThatIsTooShortForItsObjectIsDamage(engine: TestEngine) async throws {
        let (store, version, hashmap) = try await damaged(engine, block: 3)
        try #require(unlink(store.blocks.mapPlace(hashmap.root).path) == 0)
        await #expect(throws: BlockError.missingMap(hashmap.root)) { try await store.objects.content(of: version) }
        var longer = version
        longer.size = 10_000
        // Of the block that is its root there is none either.
        try await store.put("o", Self.content)
        await #expect(throws: BlockError.damagedMap(hashmap.root)) { try await store.objects.content(of: longer) }
    }
}
