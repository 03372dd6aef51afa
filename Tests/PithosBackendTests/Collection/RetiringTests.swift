import Foundation
import Glibc
import NIOCore
import Testing
import Vocabulary

@testable import PithosBackend

/// A store that is collected in while batches rely on what it holds.
struct RetiringTests {
    private let folder = BlockFolder()
    private static let grace = Duration.seconds(86_400)

    private func retire(_ hash: BlockHash, in store: DirectoryBlockStore, isDryRun: Bool = false) async throws -> Int {
        let moment = try await store.now() - Self.grace
        return try await store.retire(.block, [hash], untouchedSince: moment, isDryRun: isDryRun).retired.count
    }

    private func isInPlace(_ hash: BlockHash) -> Bool { access(folder.path(.block, hash), F_OK) == 0 }

    @Test func whatWasTouchedLatelyStays() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        #expect(try await retire(hash, in: store) == 0)
        try folder.age(.block, hash)
        #expect(try await retire(hash, in: store, isDryRun: true) == 1)
        #expect(isInPlace(hash))
        #expect(try await retire(hash, in: store) == 1)
        #expect(!isInPlace(hash))
        #expect(try await store.retired(.block, after: nil, limit: 10).hashes == [hash])
    }

    @Test func theEmptyBlockIsNobodysGarbage() async throws {
        let store = try folder.store()
        _ = try await BlockFolder.put([""], in: store)
        try folder.age(.block, .empty)
        #expect(try await retire(.empty, in: store) == 0)
    }

    @Test func whoReadsARetiredBlockGetsItBack() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        try folder.age(.block, hash)
        #expect(try await retire(hash, in: store) == 1)
        #expect(try await store.missing(of: [hash]) == [])
        #expect(try await BlockFolder.read(hash, length: 5, in: store) == "alpha")
        #expect(isInPlace(hash))
        #expect(try await store.retired(.block, after: nil, limit: 10).hashes == [])
    }

    @Test(arguments: [true, false])
    func whoReliesOnABlockKeepsIt(wasRetired: Bool) async throws {
        let store = try folder.store()
        let (hashes, root) = try await BlockFolder.put(["alpha", "beta"], in: store)
        for hash in hashes { try folder.age(.block, hash) }
        try folder.age(.map, root)
        if wasRetired { #expect(try await retire(hashes[0], in: store) == 1) }
        let batch = store.batch()
        #expect(try await batch.claim([hashes[0]]) == [])
        #expect(try await batch.add([ByteBuffer(string: "beta")]) == hashes[1])
        _ = try await batch.add(Hashmap(hashes: hashes, size: 2048))
        try await batch.settle()
        for hash in hashes { #expect(try await retire(hash, in: store) == 0) }
        #expect(try await store.retired(.block, after: nil, limit: 10).hashes == [])
        let moment = try await store.now() - Self.grace
        #expect(try await store.retire(.map, [root], untouchedSince: moment, isDryRun: false).young == 1)
    }

    /// Touching changes the file's times; that alone makes nobody read it again.
    @Test func aTouchedBlockNeedsNoNewHash() async throws {
        let health = StoreHealth()
        var store = try folder.store(health: health)
        store.touchInterval = .zero
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        for _ in 1...3 {
            #expect(try await store.batch().claim([hash]) == [])
            _ = try await store.open(hash)
        }
        #expect(health.counts.verifiedFiles == 0)
    }

    @Test func anUploadOfHoursKeepsWhatItBeganWith() async throws {
        var store = try folder.store()
        store.touchInterval = .zero
        let early = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        let batch = store.batch()
        _ = try await batch.add([ByteBuffer(string: "alpha")])
        try folder.age(.block, early)
        _ = try await batch.add([ByteBuffer(string: "beta")])
        try await batch.settle()
        #expect(try await retire(early, in: store) == 0)
    }

    @Test func onlyWhatHasBeenRetiredLongEnoughIsDiscarded() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        try folder.age(.block, hash)
        #expect(try await retire(hash, in: store) == 1)
        let now = try await store.now()
        #expect(
            try await store.discard(.block, [hash], retiredBefore: now - .seconds(60), isDryRun: false).count == 0)
        #expect(
            try await store.discard(.block, [hash], retiredBefore: now + .seconds(60), isDryRun: true).count == 1)
        #expect(
            try await store.discard(.block, [hash], retiredBefore: now + .seconds(60), isDryRun: false)
                == StoredAmount(count: 1, bytes: 5))
        #expect(try await store.missing(of: [hash]) == [hash])
    }

    @Test func retiredNamesAreListedInPages() async throws {
        let store = try folder.store()
        let hashes = try await BlockFolder.put((0..<50).map { "block \($0)" }, in: store).hashes
        for hash in hashes {
            try folder.age(.block, hash)
            #expect(try await retire(hash, in: store) == 1)
        }
        var listed: [BlockHash] = []
        var cursor: StoredCursor?
        repeat {
            let page = try await store.retired(.block, after: cursor, limit: 7)
            listed += page.hashes
            cursor = page.next
        } while cursor != nil
        #expect(listed == hashes.sorted())
    }

    /// However the steps of the two fall: who was told that it may rely on a block can do so.
    @Test func aClaimAndACollectorRaceForOneBlock() async throws {
        let store = try folder.store()
        let other = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        for round in 0..<300 {
            try folder.age(.block, hash)
            async let claimed = store.batch().claim([hash])
            async let retired = retire(hash, in: other)
            async let read = BlockFolder.read(hash, length: 5, in: store)
            #expect(try await claimed == [], "round \(round)")
            #expect(try await read == "alpha", "round \(round)")
            _ = try await retired
            #expect(try await retire(hash, in: other) == 0, "round \(round)")
            #expect(isInPlace(hash), "round \(round)")
        }
    }
}
