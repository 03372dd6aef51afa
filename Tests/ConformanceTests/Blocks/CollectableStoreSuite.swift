import Foundation
import NIOCore
import NIOPosix
import Testing
import Vocabulary

@testable import PithosBackend
@testable import RadosAccess

/// What every store does in which garbage is collected, beside batches that rely on what it holds.
@Suite struct CollectableStoreSuite {
    /// Those that keep things themselves.
    private static var available: [TestBlockStore] { TestBlockStore.available.filter { $0.isSingle } }

    /// Lends an empty store, and one more on the same content.
    private func with(
        _ kind: TestBlockStore, touchInterval: Duration? = nil,
        _ body: (any CollectableStore, any CollectableStore) async throws -> Void
    ) async throws {
        switch kind {
        case .rados:
            let namespace = "test-\(UUID().uuidString)"
            func change(_ options: inout RadosOptions) { options.namespace = namespace }
            try await TestBlockStore.withRados(touchInterval: touchInterval, change: change) { store in
                try await TestBlockStore.withRados(change: change) { other in try await body(store, other) }
            }
        default:
            try await TestBlockStore.withDirectory { store, path in
                var store = store
                if let touchInterval { store.touchInterval = touchInterval }
                try await body(store, try DirectoryBlockStore(path: path, blockSize: 1024, pool: .singleton))
            }
        }
    }

    private func retire(
        _ hashes: [BlockHash], _ kind: StoredKind = .block, in store: any CollectableStore, isDryRun: Bool = false
    ) async throws -> Retirement {
        let moment = try await store.now() - .seconds(86_400)
        return try await store.retire(kind, hashes, untouchedSince: moment, isDryRun: isDryRun)
    }

    private func retired(_ store: any CollectableStore, limit: Int = 100) async throws -> Set<BlockHash> {
        var names: Set<BlockHash> = []
        var cursor: StoredCursor?
        repeat {
            let page = try await store.retired(.block, after: cursor, limit: limit)
            names.formUnion(page.hashes)
            cursor = page.next
        } while cursor != nil
        return names
    }

    private func read(_ hash: BlockHash, in store: any BlockStore) async throws -> String {
        let bytes = try await store.read(BlockSlice(hash: hash, offset: 0, length: 5))
        return String(decoding: bytes.readableBytesView, as: UTF8.self)
    }

    private static let one = Retirement(retired: StoredAmount(count: 1, bytes: 5))

    @Test(arguments: available)
    func whatWasTouchedLatelyStays(kind: TestBlockStore) async throws {
        try await with(kind) { store, _ in
            let hash = try await store.put("alpha")
            #expect(try await retire([hash], in: store) == Retirement(young: 1))
            try await StoreAge.age(store)
            #expect(try await retire([hash], in: store, isDryRun: true) == Self.one)
            #expect(try await retired(store) == [])
            #expect(try await retire([hash], in: store) == Self.one)
            #expect(try await retired(store) == [hash])
            let moment = try await store.now() - .seconds(86_400)
            #expect(try await store.discard(.block, [hash], retiredBefore: moment, isDryRun: false).count == 0)
            #expect(try await read(hash, in: store) == "alpha")
        }
    }

    @Test(arguments: available)
    func theEmptyBlockIsNobodysGarbage(kind: TestBlockStore) async throws {
        try await with(kind) { store, _ in
            _ = try await store.put("")
            try await StoreAge.age(store)
            #expect(try await retire([.empty], in: store).retired.count == 0)
            #expect(try await store.missing(of: [.empty]) == [])
        }
    }

    @Test(arguments: available)
    func whatIsRetiredCanBeReadAndCountsAsThere(kind: TestBlockStore) async throws {
        try await with(kind) { store, _ in
            let hash = try await store.put("alpha")
            let root = try await store.put(Hashmap(hashes: [hash, .empty], size: 1025))
            try await StoreAge.age(store)
            _ = try await retire([hash], in: store)
            _ = try await retire([root], .map, in: store)
            #expect(try await store.missing(of: [hash]) == [])
            #expect(try await read(hash, in: store) == "alpha")
            #expect(try await store.map(root) == [hash, .empty])
        }
    }

    @Test(arguments: available, [true, false])
    func whoReliesOnSomethingKeepsIt(kind: TestBlockStore, wasRetired: Bool) async throws {
        try await with(kind) { store, _ in
            let (alpha, betas) = (try await store.put("alpha"), try await store.put("betas"))
            let hashmap = Hashmap(hashes: [alpha, betas], size: 2048)
            let root = try await store.put(hashmap)
            try await StoreAge.age(store)
            if wasRetired {
                #expect(try await retire([alpha, betas], in: store).retired.count == 2)
                #expect(try await retire([root], .map, in: store).retired.count == 1)
            }
            let batch = store.batch()
            let absent = BlockDigest.hash(of: [ByteBuffer(string: "absent")])
            #expect(try await batch.claim([alpha, absent, alpha]) == [absent])
            #expect(try await batch.add([ByteBuffer(string: "betas")]) == betas)
            #expect(try await batch.add(hashmap) == root)
            try await batch.settle()
            #expect(try await retire([alpha, betas], in: store) == Retirement(young: 2))
            #expect(try await retire([root], .map, in: store) == Retirement(young: 1))
            // A later collection has nothing to discard of it, but perhaps a second copy.
            let later = try await store.now() + .seconds(3600)
            for kind in StoredKind.allCases {
                let names = try await store.retired(kind, after: nil, limit: 10).hashes
                _ = try await store.discard(kind, names, retiredBefore: later, isDryRun: false)
                #expect(try await store.retired(kind, after: nil, limit: 10).hashes == [])
            }
            #expect(try await read(alpha, in: store) == "alpha")
            #expect(try await read(betas, in: store) == "betas")
            #expect(try await store.map(root) == [alpha, betas])
        }
    }

    @Test(arguments: available)
    func whatWasRetiredLongAgoIsDiscarded(kind: TestBlockStore) async throws {
        try await with(kind) { store, _ in
            let (alpha, betas) = (try await store.put("alpha"), try await store.put("betas"))
            try await StoreAge.age(store)
            _ = try await retire([alpha, betas], in: store)
            try await StoreAge.age(store)
            // Retired before, it counts as neither.
            #expect(try await retire([alpha], in: store).retired.count == 0)
            let moment = try await store.now() - .seconds(86_400)
            let amount = StoredAmount(count: 1, bytes: 5)
            #expect(try await store.discard(.block, [alpha], retiredBefore: moment, isDryRun: true) == amount)
            #expect(try await store.discard(.block, [alpha], retiredBefore: moment, isDryRun: false) == amount)
            #expect(try await store.discard(.block, [alpha], retiredBefore: moment, isDryRun: false).count == 0)
            #expect(try await store.missing(of: [alpha, betas]) == [alpha])
            #expect(try await retired(store) == [betas])
            try await store.bringBack(.block, [alpha, betas])
            #expect(try await store.missing(of: [alpha, betas]) == [alpha])
            #expect(try await retired(store) == [])
            #expect(try await store.names(.block) == [betas])
        }
    }

    @Test(arguments: available)
    func whatIsRetiredIsListedInPages(kind: TestBlockStore) async throws {
        try await with(kind) { store, _ in
            var hashes: [BlockHash] = []
            for number in 0..<50 { hashes.append(try await store.put("block \(number)")) }
            try await StoreAge.age(store)
            #expect(try await retire(hashes, in: store).retired.count == 50)
            #expect(try await retired(store, limit: 7) == Set(hashes))
        }
    }

    @Test(arguments: available)
    func anUploadOfHoursKeepsWhatItBeganWith(kind: TestBlockStore) async throws {
        try await with(kind, touchInterval: .zero) { store, other in
            let early = try await store.put("alpha")
            let batch = store.batch()
            #expect(try await batch.claim([early]) == [])
            try await StoreAge.age(store)
            _ = try await batch.add([ByteBuffer(string: "betas")])
            try await batch.settle()
            #expect(try await retire([early], in: other) == Retirement(young: 1))
            // What is gone all the same is not relied on.
            try await store.remove(.block, [early])
            _ = try await batch.add([ByteBuffer(string: "gamma")])
            await #expect(throws: BlockError.missingBlock(early)) { try await batch.settle() }
        }
    }

    /// However the steps of the two fall: who was told that it may rely on a block can do so.
    @Test(arguments: available)
    func aClaimAndACollectorRaceForOneBlock(kind: TestBlockStore) async throws {
        try await with(kind) { store, other in
            let hash = try await store.put("alpha")
            for round in 0..<100 {
                try await StoreAge.age(store)
                async let claimed = store.batch().claim([hash])
                async let retired = retire([hash], in: other)
                async let found = read(hash, in: store)
                #expect(try await claimed == [], "round \(round)")
                #expect(try await found == "alpha", "round \(round)")
                _ = try await retired
                #expect(try await retire([hash], in: other) == Retirement(young: 1), "round \(round)")
                let later = try await store.now() + .seconds(3600)
                let lost = try await other.discard(.block, [hash], retiredBefore: later, isDryRun: false)
                #expect(lost.count == 0, "round \(round)")
            }
        }
    }
}
