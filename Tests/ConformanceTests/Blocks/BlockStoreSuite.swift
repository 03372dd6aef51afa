import NIOCore
import PithosBackend
import Testing
import Vocabulary

/// What every `BlockStore` does.
@Suite struct BlockStoreSuite {
    private let absent = BlockDigest.hash(of: [ByteBuffer(string: "absent")])

    @Test(arguments: TestBlockStore.available)
    func whatWasPutIsReadInEveryWay(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let hash = try await store.put("alpha")
            #expect(hash == BlockDigest.hash(of: [ByteBuffer(string: "alpha")]))
            #expect(try await store.read(BlockSlice(hash: hash, offset: 1, length: 3)) == ByteBuffer(string: "lph"))
            let block = try await store.open(hash)
            #expect(block.length == 5)
            let read = try await store.compute {
                try [UInt8](unsafeUninitializedCapacity: 8) { buffer, count in
                    try block.read(at: 2, into: UnsafeMutableRawBufferPointer(buffer))
                    count = 8
                }
            }
            #expect(read == Array("pha".utf8) + [0, 0, 0, 0, 0])
            let slices = [BlockSlice(hash: hash, offset: 0, length: 5), BlockSlice(hash: hash, offset: 4, length: 1)]
            #expect(try await store.bytes(of: try await store.locate(slices)) == Array("alphaa".utf8))
        }
    }

    @Test(arguments: TestBlockStore.available)
    func aBlockThatIsTooShortEndsInZeros(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let hash = try await store.put("alpha")
            let slices = [
                BlockSlice(hash: hash, offset: 3, length: 10), BlockSlice(hash: .empty, offset: 0, length: 7),
                BlockSlice(hash: hash, offset: 500, length: 2),
            ]
            let pieces = try await store.locate(slices)
            #expect(pieces.reduce(0) { $0 + $1.length } == 19)
            #expect(try await store.bytes(of: pieces) == Array("ha".utf8) + [UInt8](repeating: 0, count: 17))
            for slice in slices {
                #expect(try await store.read(slice).readableBytes == slice.length)
            }
            #expect(try await store.open(.empty).length == 0)
        }
    }

    @Test(arguments: TestBlockStore.available)
    func whatIsNotThereIsSaidByItsName(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let there = try await store.put("there")
            await #expect(throws: BlockError.missingBlock(absent)) { try await store.open(absent) }
            await #expect(throws: BlockError.missingBlock(absent)) {
                try await store.read(BlockSlice(hash: absent, offset: 0, length: 1))
            }
            await #expect(throws: BlockError.missingBlock(absent)) {
                try await store.locate([there, absent].map { BlockSlice(hash: $0, offset: 0, length: 1) })
            }
            await #expect(throws: BlockError.missingMap(absent)) { try await store.map(absent) }
            // A block is no map.
            await #expect(throws: BlockError.missingMap(there)) { try await store.map(there) }
        }
    }

    @Test(arguments: TestBlockStore.available)
    func whatIsMissingIsSaidOnceAndInOrder(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let there = try await store.put("there")
            let others = (0..<100).map { BlockDigest.hash(of: [ByteBuffer(string: "other \($0)")]) }
            #expect(try await store.missing(of: others + [there, .empty] + others.reversed()) == others)
            #expect(try await store.missing(of: []) == [])
        }
    }

    @Test(arguments: TestBlockStore.available)
    func aMapIsReadAsItWasPut(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let block = try await store.put("block")
            for count in [1, 2, 3, 40_000] {
                let hashmap = Hashmap(hashes: [.empty] + Array(repeating: block, count: count - 1), size: 1)
                let root = try await store.put(hashmap)
                #expect(root == hashmap.root)
                #expect(try await store.map(root) == hashmap.hashes)
            }
            let empty = try await store.put(Hashmap.empty)
            #expect(empty == .empty)
            #expect(try await store.map(.empty) == [.empty])
        }
    }

    /// The original registers it when it is first used; we need not.
    @Test(arguments: TestBlockStore.available)
    func theEmptyObjectIsReadWithoutAMap(kind: TestBlockStore) async throws {
        let map = try await kind.with { store in try await store.map(.empty) }
        #expect(map == [.empty])
    }

    @Test(arguments: TestBlockStore.available)
    func contentIsKeptAsItCameAndNamedWithoutItsZeros(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let batch = store.batch()
            let parts = ["al", "", "pha\u{0}", "\u{0}"].map { ByteBuffer(string: $0) }
            let hash = try await batch.add(parts)
            // The same content again, shorter: whoever came first stays.
            #expect(try await batch.add([ByteBuffer(string: "alpha")]) == hash)
            let empty = try await batch.add([])
            try await batch.settle()
            #expect(empty == .empty)
            #expect(try await store.put("alpha\u{0}") == hash)
            #expect(try await store.status(of: .block, [hash, .empty]).map { $0?.size } == [7, 0])
        }
    }

    @Test(arguments: TestBlockStore.available)
    func manyPutTheSameBlocksAtOnce(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let contents = (0..<20).map { "block \($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let batch = store.batch()
                        for content in contents { _ = try await batch.add([ByteBuffer(string: content)]) }
                        try await batch.settle()
                        let hashes = contents.map { BlockDigest.hash(of: [ByteBuffer(string: $0)]) }
                        #expect(try await store.missing(of: hashes) == [])
                    }
                }
                try await group.waitForAll()
            }
            #expect(Set(try await store.names(.block)).count == 20)
        }
    }

    @Test(arguments: TestBlockStore.available)
    func aBatchMayBeAbandonedAndItsContentPutAgain(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let batch = store.batch()
            _ = try await batch.add([ByteBuffer(string: "alpha")])
            await batch.abandon()
            let hash = try await store.put("alpha")
            #expect(try await store.open(hash).length == 5)
        }
    }

    /// More than may be on its way at once, from several uploads.
    @Test(arguments: TestBlockStore.available)
    func manyLargeBlocksArriveWhole(kind: TestBlockStore) async throws {
        let blockSize = 4 << 20
        try await kind.with(blockSize: blockSize) { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for upload in 0..<6 {
                    group.addTask {
                        let batch = store.batch()
                        var hashes: [BlockHash] = []
                        for number in 0..<4 {
                            let content = ByteBuffer(repeating: UInt8(1 + upload * 4 + number), count: blockSize)
                            hashes.append(try await batch.add([content]))
                        }
                        try await batch.settle()
                        for (number, hash) in hashes.enumerated() {
                            let tail = BlockSlice(hash: hash, offset: blockSize - 3, length: 3)
                            let byte = UInt8(1 + upload * 4 + number)
                            #expect(try await store.read(tail) == ByteBuffer(repeating: byte, count: 3))
                            let whole = BlockSlice(hash: hash, offset: 0, length: blockSize)
                            let content = try await store.read(whole)
                            #expect(BlockDigest.hash(of: [content]) == hash)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: TestBlockStore.available, [1, 7, 40, 1000])
    func listsGoThroughAllNames(kind: TestBlockStore, limit: Int) async throws {
        try await kind.with { store in
            let batch = store.batch()
            var put: Set<BlockHash> = []
            for number in 0..<60 { put.insert(try await batch.add([ByteBuffer(string: "block \(number)")])) }
            let root = try await batch.add(Hashmap(hashes: Array(put), size: 20 * 1024))
            try await batch.settle()
            var listed: [BlockHash] = []
            var cursor: StoredCursor?
            var fraction = 0.0
            repeat {
                let page = try await store.list(.block, after: cursor, limit: limit)
                #expect(page.hashes.count <= max(limit, 16))
                #expect(page.fraction >= fraction)
                listed += page.hashes
                fraction = page.fraction
                cursor = page.next
            } while cursor != nil
            #expect(fraction == 1)
            #expect(listed.count == 60)
            #expect(Set(listed) == put)
            #expect(try await store.names(.map) == [root])
        }
    }

    @Test(arguments: TestBlockStore.available)
    func whatIsRemovedIsNotThereAndItsStatusIsNil(kind: TestBlockStore) async throws {
        try await kind.with { store in
            let began = Timestamp.now()
            let hash = try await store.put("alpha")
            let root = try await store.put(Hashmap(hashes: [hash, hash], size: 2048))
            let status = try await store.status(of: .block, [absent, hash])
            #expect(status.map { $0?.size } == [nil, 5])
            // Stores tell the time in whole seconds, or in steps of a tick.
            let modified = try #require(status[1]).modified
            #expect(modified > began - .seconds(2))
            #expect(modified < began + .seconds(60))
            #expect(try await store.status(of: .map, [root]).map { $0?.size } == [64])
            try await store.remove(.block, [hash, absent])
            #expect(try await store.missing(of: [hash]) == [hash])
            #expect(try await store.map(root) == [hash, hash])
            try await store.remove(.map, [root])
            #expect(try await store.status(of: .map, [root]) == [nil])
            #expect(try await store.put("alpha") == hash)
        }
    }
}
