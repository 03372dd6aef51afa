import Foundation
import Glibc
import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

struct StoreCheckTests {
    private static let blockSize = 64
    private static let shared = String(repeating: "0123456789abcdef", count: 4)

    /// Two objects that share a block, one of them with a past, and one without content.
    private func filled(_ engine: TestEngine) async throws -> Store {
        let store = try await Store(engine, blockSize: Self.blockSize)
        try await store.makeContainer(policy: ["versioning": "auto"])
        try await store.put("a", Self.shared + "a, once")
        try await store.put("a", Self.shared + "a")
        try await store.put("b", Self.shared + "b")
        try await store.put("small", "small")
        try await store.put("empty", "")
        return store
    }

    private func check(_ store: Store, _ options: StoreCheck.Options = .init()) async throws -> CheckReport {
        try await store.services.storeCheck.run(options, in: store.directory + "/check")
    }

    private func hashes(of name: String, in store: Store) async throws -> Hashmap {
        let version = try await store.objects.find(try Store.object(name), for: Store.alice).version
        return try await store.objects.hashmap(of: version)
    }

    /// What is wrong with whom, as `problem kind object current`.
    private func lines(_ report: CheckReport) -> [String] {
        report.concerned.map {
            let name = $0.path.split(separator: "/").last ?? ""
            return "\($0.damage.problem.rawValue) \($0.damage.kind) \(name) \($0.isCurrent ? "now" : "once")"
        }.sorted()
    }

    @Test(arguments: TestEngine.available)
    func aWholeStoreIsInOrder(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let report = try await check(store)
        #expect(report.isClean)
        #expect(report.versions == 5)
        #expect(report.blocksInUse == 5)
        // Five blocks, five maps, and the files of the empty object.
        #expect(report.hashed.count == 11)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.directory + "/check") == ["lock"])
    }

    @Test(arguments: TestEngine.available)
    func aDamagedBlockIsToldWithEveryVersionThatHasIt(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let shared = try await hashes(of: "a", in: store).hashes[0]
        try BlockFolder.flipBit(at: store.blocks.blockPlace(shared).path)
        let report = try await check(store)
        #expect(lines(report) == ["damaged block a now", "damaged block a once", "damaged block b now"])
        #expect(report.damage == [Damage(.block, shared, .damaged)])
        // Nothing was changed.
        #expect(access(store.blocks.blockPlace(shared).path, F_OK) == 0)
        var options = StoreCheck.Options()
        options.setsAside = true
        #expect(try await lines(check(store, options)).count == 3)
        #expect(access(store.blocks.blockPlace(shared).path, F_OK) != 0)
        #expect(
            try await lines(check(store)) == ["missing block a now", "missing block a once", "missing block b now"])
    }

    @Test(arguments: TestEngine.available)
    func whatIsMissingIsFoundWithoutHashing(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let (b, small) = (try await hashes(of: "b", in: store), try await hashes(of: "small", in: store))
        #expect(unlink(store.blocks.mapPlace(b.root).path) == 0)
        #expect(unlink(store.blocks.blockPlace(small.root).path) == 0)
        var options = StoreCheck.Options()
        options.hashes = false
        let report = try await check(store, options)
        #expect(lines(report) == ["missing block small now", "missing map b now"])
        #expect(report.hashed.count == 0)
    }

    @Test(arguments: TestEngine.available)
    func aMapThatIsDamagedOrTooShortIsTold(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let (a, b) = (try await hashes(of: "a", in: store), try await hashes(of: "b", in: store))
        try BlockFolder.flipBit(at: store.blocks.mapPlace(a.root).path)
        let root = b.root.hex
        try await store.database.write { tx in
            try tx.run("UPDATE versions SET size = 1000 WHERE hash = \(root)")
        }
        #expect(lines(try await check(store)) == ["damaged map a now", "too short map b now"])
    }

    @Test(arguments: TestEngine.available)
    func damageThatBelongsToNobodyIsToldToo(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let hash = try await BlockFolder.put(["nobody's"], in: store.blocks).hashes[0]
        try BlockFolder.flipBit(at: store.blocks.blockPlace(hash).path)
        let report = try await check(store)
        #expect(report.unreferenced == [Damage(.block, hash, .damaged)])
        #expect(report.concerned == [])
        #expect(!report.isClean)
    }
}
