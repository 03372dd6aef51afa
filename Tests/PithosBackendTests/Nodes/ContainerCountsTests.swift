import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Counters that somebody had a hand in. Source: object-storage.md 4.5.
struct ContainerCountsTests {
    @Test(arguments: TestEngine.available)
    func wrongCountersAreFoundAndMended(engine: TestEngine) async throws {
        let store = try await Store(engine)
        for container in ["c", "d", "e"] {
            try await store.makeContainer(container, policy: ["quota": "10"])
            try await store.put("a", "123", in: container)
            try await store.put("a", "12345", in: container)
        }
        try await store.makeContainer("empty")
        try await store.makeContainer("c", of: Store.bob)
        let counts = store.services.containerCounts
        #expect(try await counts.compare().isEmpty)
        try await store.database.write { tx in
            func node(_ name: String) -> SQL { "(SELECT node FROM nodes WHERE path = \("\(Store.alice)/\(name)"))" }
            try tx.run("UPDATE statistics SET population = 99, size = -5 WHERE node = \(node("c")) AND cluster = 0")
            try tx.run("DELETE FROM statistics WHERE node = \(node("d"))")
            try tx.run(
                "INSERT INTO statistics (node, cluster, population, size) VALUES (\(node("empty")), 0, 7, 70)")
        }
        let found = try await counts.compare(account: Store.alice)
        let none = ContainerCounts.Count(versions: 0, bytes: 0)
        let one = ContainerCounts.Count(versions: 1, bytes: 5)
        #expect(
            found == [
                .init(
                    container: "\(Store.alice)/c", cluster: .normal, kept: .init(versions: 99, bytes: -5), counted: one),
                .init(container: "\(Store.alice)/d", cluster: .normal, kept: none, counted: one),
                .init(
                    container: "\(Store.alice)/d", cluster: .history, kept: none, counted: .init(versions: 1, bytes: 3)),
                .init(
                    container: "\(Store.alice)/empty", cluster: .normal, kept: .init(versions: 7, bytes: 70),
                    counted: none),
            ])
        #expect(try await counts.compare() == found)
        #expect(try await counts.compare(account: Store.bob).isEmpty)
        // Too much fits meanwhile.
        try await store.put("b", "1234567", in: "c")
        try await counts.mend(try await counts.compare())
        #expect(try await counts.compare().isEmpty)
        for (name, objects, bytes) in [("c", 2, 12), ("d", 1, 5), ("e", 1, 5), ("empty", 0, 0)] {
            let details = try await store.containers.find(try Store.container(name), for: Store.alice).details
            #expect(details?.objectCount == Int64(objects) && details?.bytesUsed == Int64(bytes), "\(name)")
        }
        #expect(await fault { try await store.put("b", "12345678", in: "c") } == .requestEntityTooLarge)
        #expect(await fault { try await store.put("b", "123456", in: "d") } == .requestEntityTooLarge)
        // One that is gone since is nothing to mend.
        try await counts.mend([
            .init(container: "\(Store.alice)/none", cluster: .normal, kept: none, counted: one)
        ])
    }
}
