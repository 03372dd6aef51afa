import Foundation
import NIOCore
import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Source: object-storage.md 6.3.
struct AccountAdministrationTests {
    private func filled(_ engine: TestEngine) async throws -> Store {
        let store = try await Store(engine)
        try await store.makeContainer("c")
        try await store.makeContainer("Έγγραφα")
        try await store.makeContainer("c", of: Store.bob)
        try await store.put("a", "one", metadata: ["X-Object-Meta-Color": "red"])
        try await store.put("a", "more")
        try await store.put("b/c", "two", permissions: try Permissions(readers: [Store.bob.rawValue]))
        try await store.put("gone", "x")
        try await store.objects.delete(try Store.object("gone"), for: Store.alice)
        try await store.put("ώ", "three", in: "Έγγραφα")
        try await store.put("a", "bob's", of: Store.bob)
        try await store.services.accounts.update(
            Store.alice, for: Store.alice, metadata: .merge(["X-Account-Meta-A": "b"]),
            groups: GroupChange(groups: ["friends": [Store.carol.rawValue]], replacesAll: false))
        return store
    }

    @Test(arguments: TestEngine.available)
    func accountsAreListedInOrder(engine: TestEngine) async throws {
        let store = try await filled(engine)
        #expect(try await store.services.accountAdministration.list() == [Store.alice, Store.bob])
        #expect(try await store.services.accountAdministration.duplicates().isEmpty)
        try await store.database.write { tx in
            try tx.run("INSERT INTO nodes (parent, path) VALUES (0, 'user@Example.org'), (0, 'user@example.org')")
        }
        #expect(
            try await store.services.accountAdministration.duplicates()
                == [[UserID("user@Example.org"), UserID("user@example.org")]])
    }

    @Test(arguments: TestEngine.available)
    func whatAnAccountHoldsIsCounted(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let administration = store.services.accountAdministration
        let contents = try await administration.contents(of: Store.alice)
        #expect(
            contents.containers == [
                .init(name: "c", objects: 2, bytes: 7, history: 2, deleted: 1),
                .init(name: "Έγγραφα", objects: 1, bytes: 5, history: 0, deleted: 0),
            ])
        #expect(contents.groups == ["friends": [Store.carol.rawValue]])
        var paths: [String] = []
        try await administration.eachObject(of: Store.alice) { path, _ in paths.append(path.path) }
        #expect(paths == ["c/a", "c/b/c", "Έγγραφα/ώ"].map { "\(Store.alice)/\($0)" })
        var deleted: [String] = []
        try await administration.eachObject(of: Store.alice, withDeleted: true) { if $1 { deleted.append($0.path) } }
        #expect(deleted == ["\(Store.alice)/c/gone"])
        for none in [Store.carol, UserID("\(Store.alice)/c"), UserID("")] {
            #expect(await fault { try await administration.contents(of: none) } == .itemNotFound)
        }
    }

    @Test(arguments: TestEngine.available)
    func aNameThatBeginsWithAnAccentIsWhole(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer("\u{301}accent")
        let administration = store.services.accountAdministration
        let names = try await administration.contents(of: Store.alice).containers.map { Array($0.name.utf8) }
        #expect(names == [Array("\u{301}accent".utf8)])
        #expect(try await administration.owners(ofContainer: "\u{301}accent") == [Store.alice])
        #expect(try await administration.owners(ofContainer: "no/container").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aDeletedAccountLeavesNothingAndOthersStay(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let administration = store.services.accountAdministration
        try await administration.delete(Store.alice)
        #expect(try await administration.list() == [Store.bob])
        #expect(try await store.read("a", of: Store.bob) == "bob's")
        #expect(store.quota.committed(Store.alice) == 0)
        #expect(store.quota.committed(Store.bob) == 5)
        #expect(store.quota.pendingCount == 0)
        let left: [Int] = try await store.database.read { tx in
            try [
                "SELECT COUNT(*) FROM nodes WHERE path LIKE '1%'", "SELECT COUNT(*) FROM versions",
                "SELECT COUNT(*) FROM attributes", "SELECT COUNT(*) FROM groups", "SELECT COUNT(*) FROM xfeatures",
            ].map { try tx.value(SQL(verbatim: $0)) ?? -1 }
        }
        // Of bob: the account, the container and the object.
        #expect(left == [0, 3, 0, 0, 0])
        #expect(await fault { try await administration.delete(Store.alice) } == .itemNotFound)
        // The user may begin anew.
        try await store.makeContainer("c")
        try await store.put("a", "again")
        #expect(try await store.read("a") == "again")
    }

    @Test(arguments: TestEngine.available)
    func aContainersQuotaIsSetWhereThereIsOne(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let administration = store.services.accountAdministration
        #expect(try await administration.owners(ofContainer: "c") == [Store.alice, Store.bob])
        #expect(try await administration.owners(ofContainer: "Έγγραφα") == [Store.alice])
        try await administration.setQuota(8, ofContainer: "c", of: Store.alice)
        #expect(await fault { try await store.put("new", "12345") } == .requestEntityTooLarge)
        try await store.put("new", "12345", of: Store.bob)
        #expect(
            await fault { try await administration.setQuota(8, ofContainer: "none", of: Store.alice) } == .itemNotFound)
        let policy = try await store.containers.find(try Store.container("c"), for: Store.alice).details?.policy
        #expect(policy == ContainerPolicy(quota: 8, keepsHistory: true))
    }

    @Test(arguments: TestEngine.available)
    func quotasThatOldReleasesStoredAreFound(engine: TestEngine) async throws {
        let store = try await filled(engine)
        try await store.database.write { tx in
            try tx.run(
                """
                INSERT INTO policy (node, key, value)
                SELECT node, 'quota', '53687091200' FROM nodes WHERE path = \(Store.bob)
                """)
        }
        let quotas = try await store.services.accountAdministration.storedQuotas()
        #expect(quotas.map(\.account) == [Store.bob])
        #expect(quotas.map(\.quota) == ["53687091200"])
    }

    @Test(arguments: TestEngine.available)
    func operatorsSeeAllOfAnObject(engine: TestEngine) async throws {
        let store = try await filled(engine)
        let inspector = store.services.objectInspector
        let path = try Store.object("a")
        let first = try #require(try await store.objects.listVersions(path, for: Store.alice).first)
        let now = try await inspector.find(path)
        #expect(now.isCurrent && now.version.size == 4)
        #expect(now.metadata.isEmpty)
        let old = try await inspector.find(path, version: first.id)
        #expect(!old.isCurrent && old.metadata == ["X-Object-Meta-Color": "red"])
        #expect(try await inspector.find(uuid: now.version.uuid).path == path)
        #expect(try await inspector.hashmap(of: now).hashes == [BlockDigest.hash(of: [.init(string: "more")])])
        let shared = try await inspector.find(try Store.object("b/c"))
        #expect(shared.sharing?.permissions.readers == [Store.bob.rawValue])
        for missing in ["gone", "never"] {
            #expect(await fault { try await inspector.find(try Store.object(missing)) } == .itemNotFound)
        }
        #expect(await fault { try await inspector.find(uuid: "none") } == .itemNotFound)
        #expect(await fault { try await inspector.find(try Store.object("a", in: "none")) } == .itemNotFound)
        let other = try await inspector.find(try Store.object("b/c")).version.id
        #expect(await fault { try await inspector.find(path, version: other) } == .itemNotFound)
    }

    /// In words that say what to do, and without a line in the log.
    @Test func aLostListOfBlocksIsTold() async throws {
        let store = try await Store(.sqlite, blockSize: 4)
        try await store.makeContainer("c")
        try await store.put("a", "two blocks")
        let inspector = store.services.objectInspector
        let object = try await inspector.find(try Store.object("a"))
        let root = try #require(object.version.hash).hex
        for path in try store.files() where path.hasSuffix(root) { try FileManager.default.removeItem(atPath: path) }
        await #expect {
            try await inspector.hashmap(of: object)
        } throws: { error in
            let message = (error as? Fault)?.message ?? ""
            return message.contains("of version \(object.version.id), \(root), is missing")
                && message.contains("`snf-manage pithos-fsck`")
        }
    }
}
