import NIOCore
import PithosBackend
import Testing

/// Two stores as one: the suite has what every store does, with an empty old one.
struct BlockStorePairTests {
    private func withPair(
        _ body: (BlockStorePair, _ new: any BlockStore, _ old: any BlockStore) async throws -> Void
    ) async throws {
        try await TestBlockStore.directory.with { old in
            try await TestBlockStore.directory.with { new in
                try await body(BlockStorePair(new: new, old: old), new, old)
            }
        }
    }

    @Test func whatIsPutGoesToTheNewStoreEvenIfTheOldOneHasIt() async throws {
        try await withPair { pair, new, old in
            let hash = try await old.put("alpha")
            #expect(try await pair.missing(of: [hash]) == [])
            #expect(try await new.missing(of: [hash]) == [hash])
            #expect(try await pair.put("alpha") == hash)
            #expect(try await new.missing(of: [hash]) == [])
        }
    }

    @Test func whatLiesInEitherIsReadAndMissingIsWhatLiesInNeither() async throws {
        try await withPair { pair, new, old in
            let a = try await old.put("alpha")
            let b = try await new.put("beta")
            let both = try await old.put("gamma")
            _ = try await new.put("gamma")
            let absent = BlockDigest.hash(of: [ByteBuffer(string: "absent")])
            #expect(try await pair.missing(of: [absent, a, b, both]) == [absent])
            let order = [a, b, b, a, both, .empty, a]
            let slices = order.map { BlockSlice(hash: $0, offset: 1, length: 4) }
            let bytes = try await pair.bytes(of: try await pair.locate(slices))
            #expect(bytes == Array("lphaeta\u{0}eta\u{0}lphaamma\u{0}\u{0}\u{0}\u{0}lpha".utf8))
            #expect(try await pair.read(slices[0]) == ByteBuffer(string: "lpha"))
            #expect(try await pair.open(b).length == 4)
            #expect(try await pair.status(of: .block, [a, absent, b, both]).map { $0?.size } == [5, nil, 4, 5])
            await #expect(throws: BlockError.missingBlock(absent)) {
                try await pair.locate([BlockSlice(hash: absent, offset: 0, length: 1)])
            }
            #expect(Set(try await pair.names(.block, limit: 1)) == [a, b, both])
            try await pair.remove(.block, [a, b, both])
            #expect(try await pair.names(.block) == [])
        }
    }

    @Test func aMapIsFoundInEither() async throws {
        try await withPair { pair, new, old in
            let block = try await new.put("alpha")
            let root = try await old.put(Hashmap(hashes: [block, .empty], size: 1025))
            #expect(try await pair.map(root) == [block, .empty])
            #expect(try await pair.names(.map) == [root])
            await #expect(throws: BlockError.missingMap(block)) { try await pair.map(block) }
        }
    }
}
