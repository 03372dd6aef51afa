import PithosBackend
import TestEngines
import Testing
import Vocabulary

/// Listings against a plain list of names, with every combination of prefix, delimiter, marker and limit that a seed
/// gives.
struct ListingModelTests {
    @Test(arguments: TestEngine.available, [1, 2, 3] as [UInt64])
    func listingsAreWhatAPlainListGives(engine: TestEngine, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let store = try await Store(engine)
        try await store.makeContainer()
        // A neighbour whose paths begin alike must never show.
        try await store.makeContainer("cc")
        try await store.put("a/b", "x", in: "cc")
        let pieces = ["a", "b", "/", "/", "é", "-", ".", "0", "\u{10FFFF}", "α"]
        var names: Set<String> = []
        for _ in 0..<60 {
            names.insert(
                (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "a" }
                    .joined())
        }
        for name in names { try await store.put(name, "x") }
        var deleted: Set<String> = []
        for name in names.sorted() where Bool.random(using: &random) && deleted.count < 10 {
            try await store.objects.delete(try Store.object(name), for: Store.alice)
            deleted.insert(name)
        }
        let left = Array(names.subtracting(deleted))
        for _ in 0..<120 {
            var query = ListingQuery()
            if Bool.random(using: &random) {
                query.prefix = ["a", "a/", "b", "/", "α", "é/"].randomElement(using: &random) ?? ""
            }
            if Bool.random(using: &random) { query.delimiter = ["/", "-", "a", "/a"].randomElement(using: &random) }
            if Bool.random(using: &random) { query.marker = left.randomElement(using: &random) }
            query.hidesSubdirectories = query.delimiter != nil && Bool.random(using: &random)
            query.rollsUpMarkers = Bool.random(using: &random)
            query.isReversed = query.rollsUpMarkers && Bool.random(using: &random)
            if Bool.random(using: &random) { query.endMarker = left.randomElement(using: &random) }
            query.limit = Int.random(in: 1...30, using: &random)
            let listed = try await store.names(query)
            #expect(listed == ModelListing.entries(left, query), "seed \(seed), \(query)")
        }
    }

    @Test(arguments: TestEngine.available)
    func pagesWithRolledUpNamesMeetWithoutGapOrRepetition(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        for folder in 0..<5 { for file in 0..<200 { try await store.put("d\(folder)/\(file)", "") } }
        try await store.put("d2-file", "")
        var query = ListingQuery()
        query.delimiter = "/"
        let whole = try await store.names(query)
        #expect(whole == ["d0/", "d1/", "d2-file", "d2/", "d3/", "d4/"])
        query.limit = 1
        var paged: [String] = []
        while let next = try await store.names(query).first {
            paged.append(next)
            query.marker = next
        }
        #expect(paged == whole)
    }

    @Test(arguments: TestEngine.available)
    func metadataQueriesCombineAsDocumented(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("cat", "", metadata: ["X-Object-Meta-Kind": "cat", "X-Object-Meta-Weight": "2"])
        try await store.put("apple", "", metadata: ["X-Object-Meta-Kind": "fruit", "X-Object-Meta-Price": "5"])
        try await store.put("plain", "")
        func names(_ change: (inout MetadataQuery) -> Void) async throws -> [String] {
            var query = ListingQuery()
            var metadata = MetadataQuery()
            change(&metadata)
            query.metadata = metadata
            return try await store.names(query)
        }
        #expect(try await names { $0.anyOf = ["X-Object-Meta-Price", "X-Object-Meta-Weight"] } == ["apple", "cat"])
        #expect(try await names { $0.noneOf = ["X-Object-Meta-Kind"] } == ["plain"])
        #expect(
            try await names { $0.comparisons = [.init(key: "X-Object-Meta-Kind", relation: .notEqual, value: "cat")] }
                == ["apple"])
        #expect(
            try await names { $0.comparisons = [.init(key: "X-Object-Meta-Price", relation: .greater, value: "10")] }
                == ["apple"])
    }

    @Test(arguments: TestEngine.available)
    func thePastIsListedAsItWas(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("a", "one")
        try await store.put("b", "two")
        let moment =
            try await store.objects.find(try Store.object("b"), for: Store.alice).version.modified + .microseconds(1)
        try await store.put("a", "longer now")
        try await store.objects.delete(try Store.object("b"), for: Store.alice)
        try await store.put("c", "three")
        #expect(try await store.names() == ["a", "c"])
        var query = ListingQuery()
        query.until = moment
        let (info, entries) = try await store.containers.list(try Store.container("c"), for: Store.alice, query: query)
        #expect(entries.map(\.name) == ["a", "b"])
        #expect(info.details?.objectCount == 2)
        #expect(info.details?.bytesUsed == 6)
    }
}
