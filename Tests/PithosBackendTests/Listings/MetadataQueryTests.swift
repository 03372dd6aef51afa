import SQLAccess
import TestEngines
import Testing

@testable import PithosBackend

/// Metadata queries against a plain dictionary, where few and where many objects match, as time goes by.
struct MetadataQueryTests {
    private typealias Objects = [String: [String: String]]

    private static func matches(_ metadata: [String: String], _ query: MetadataQuery) -> Bool {
        if !query.anyOf.isEmpty, !query.anyOf.contains(where: { metadata[$0] != nil }) { return false }
        if query.noneOf.contains(where: { metadata[$0] != nil }) { return false }
        return query.comparisons.allSatisfy { comparison in
            guard let value = metadata[comparison.key] else { return false }
            let isLess = value.utf8.lexicographicallyPrecedes(comparison.value.utf8)
            let isEqual = value == comparison.value
            return switch comparison.relation {
            case .equal: isEqual
            case .notEqual: !isEqual
            case .less: isLess
            case .lessOrEqual: isLess || isEqual
            case .greater: !isLess && !isEqual
            case .greaterOrEqual: !isLess
            }
        }
    }

    private static func query(_ random: inout SeededGenerator) -> MetadataQuery {
        let keys = ["Color", "Rare", "Size"].map { "X-Object-Meta-\($0)" }
        var query = MetadataQuery()
        for key in keys where Int.random(in: 0..<4, using: &random) == 0 { query.anyOf.append(key) }
        for key in keys where Int.random(in: 0..<8, using: &random) == 0 { query.noneOf.append(key) }
        for key in keys where Int.random(in: 0..<3, using: &random) == 0 {
            query.comparisons.append(
                .init(
                    key: key, relation: MetadataQuery.Relation.allCases.randomElement(using: &random) ?? .equal,
                    value: ["", "10", "5", "red", "é"].randomElement(using: &random) ?? ""))
        }
        return query
    }

    private static func metadata(_ random: inout SeededGenerator) -> [String: String] {
        var metadata: [String: String] = [:]
        if Bool.random(using: &random) {
            metadata["X-Object-Meta-Color"] = ["red", "green", "é"].randomElement(using: &random)
        }
        if Int.random(in: 0..<20, using: &random) == 0 { metadata["X-Object-Meta-Rare"] = "10" }
        metadata["X-Object-Meta-Size"] = ["5", "10", "7", "é"].randomElement(using: &random)
        return metadata
    }

    @Test(arguments: TestEngine.available, [1, 2] as [UInt64])
    func queriesFindWhatADictionaryHas(engine: TestEngine, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let store = try await Store(engine)
        try await store.makeContainer()
        // The same keys in another container must never show.
        try await store.makeContainer("d")
        try await store.put("object-001", "x", in: "d", metadata: ["X-Object-Meta-Rare": "10"])
        var objects: Objects = [:]
        for step in 0..<160 {
            let name = "object-" + String(1000 + Int.random(in: 0..<80, using: &random)).dropFirst()
            if objects[name] != nil, Int.random(in: 0..<6, using: &random) == 0 {
                try await store.objects.delete(try Store.object(name), for: Store.alice)
                objects[name] = nil
            } else {
                let metadata = Self.metadata(&random)
                try await store.put(name, "x", metadata: metadata)
                objects[name] = metadata
            }
            guard step % 4 == 0 else { continue }
            var query = ListingQuery()
            query.metadata = Self.query(&random)
            query.limit = [1, 5, 10_000].randomElement(using: &random) ?? 1
            if Bool.random(using: &random) { query.marker = "object-040" }
            let expected = objects.keys.sorted().filter { name in
                (query.marker.map { $0 < name } ?? true)
                    && Self.matches(objects[name] ?? [:], query.metadata ?? MetadataQuery())
            }
            let found = try await store.names(query)
            #expect(found == Array(expected.prefix(query.limit)), "\(query)")
        }
    }

    /// A database that was filled before there was an index answers like one that was filled afterwards.
    @Test(arguments: TestEngine.available)
    func theIndexCoversWhatWasThereBefore(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        try await store.put("a", "x", metadata: ["X-Object-Meta-Rare": "1"])
        for name in ["b", "c", "d"] { try await store.put(name, "x") }
        try await store.database.write { tx in
            try tx.run("DROP INDEX idx_attributes_container")
            try tx.run("ALTER TABLE attributes DROP COLUMN container")
            try tx.run("DELETE FROM schema_migration WHERE number = \(PithosMigrations.metadataIndex.number)")
        }
        try await store.database.migrate(PithosMigrations.all)
        var query = ListingQuery()
        query.metadata = MetadataQuery()
        query.metadata?.anyOf = ["X-Object-Meta-Rare"]
        #expect(try await store.names(query) == ["a"])
    }
}
