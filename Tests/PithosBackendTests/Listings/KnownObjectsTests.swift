import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// Lists that are asked for again, of objects that changed meanwhile.
struct KnownObjectsTests {
    /// Batches where nothing changed, where little did, and where much did.
    @Test(arguments: TestEngine.available)
    func aLongListIsTheSameWhateverIsKnown(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let names = (0..<3_200).map { "o\($0 + 10_000)" }
        try await make(names, in: store)
        var queries = [ListingQuery(), ListingQuery(), ListingQuery(), ListingQuery()]
        queries[1].isReversed = true
        queries[2].marker = "o10999"
        queries[2].limit = 1_500
        queries[3].prefix = "o1"
        queries[3].endMarker = "o12000"
        for query in queries { #expect(try await list(query, store) == listAnew(query, store)) }

        for index in [1_000, 1_999, 2_000, 3_199] { try await store.put(names[index], "new") }
        try await change(names[100..<400], in: store)
        try await store.objects.delete(try Store.object(names[5]), for: Store.alice)
        try await store.put("o1", "first")
        for query in queries {
            let listed = try await list(query, store)
            #expect(try await listed == listAnew(query, store))
            // What was read then is known now.
            #expect(try await list(query, store) == listed)
        }
    }

    @Test func whatIsSetOnANameIsShownThoughTheObjectIsKnown() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        for name in ["a", "b", "c"] { try await store.put(name, name) }
        _ = try await list(ListingQuery(), store)
        var draft = ObjectDraft()
        draft.permissions = try Permissions(readers: ["*"])
        draft.isPublic = true
        _ = try await store.objects.update(try Store.object("b"), with: draft, for: Store.alice)
        let container = try Store.container("c")
        func entry(_ user: UserID) async throws -> ListedObject? {
            let entries = try await store.containers.list(container, for: user, query: ListingQuery()).1
            return entries.compactMap { if case .object(let object) = $0, object.name == "b" { object } else { nil } }
                .first
        }
        let mine = try #require(try await entry(Store.alice))
        #expect(mine.permissions != nil && mine.publicLink != nil && !mine.isPlain)
        let others = try #require(try await entry(Store.bob))
        #expect(others.allowedTo == .read && others.publicLink == nil)
        draft.permissions = try Permissions()
        draft.isPublic = false
        _ = try await store.objects.update(try Store.object("b"), with: draft, for: Store.alice)
        #expect(try #require(try await entry(Store.alice)).isPlain)
    }

    /// Of a container in which nothing has changed not even the names are read.
    @Test(arguments: TestEngine.available)
    func whatIsListedIsReadAgainWhenTheContainerCountsAChange(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let names = (0..<20).map { "o\($0 + 10)" }
        try await make(names, in: store)
        for _ in 0..<2 { _ = try await list(ListingQuery(), store) }
        let known = try await list(ListingQuery(), store)
        try await change(names[3..<4], in: store, counted: false)
        #expect(try await list(ListingQuery(), store) == known)
        try await change([], in: store)
        let changed = try await list(ListingQuery(), store)
        #expect(try await changed == listAnew(ListingQuery(), store))
        #expect(changed != known)
    }

    /// As two processes with one database.
    @Test(arguments: TestEngine.available)
    func whatAnotherProcessChangesIsListed(engine: TestEngine) async throws {
        let store = try await Store(engine)
        try await store.makeContainer()
        let others = services(store)
        let container = try Store.container("c")
        func compare() async throws {
            for _ in 0..<3 {
                let theirs = try await others.containers.list(container, for: Store.alice, query: ListingQuery()).1
                #expect(try await list(ListingQuery(), store) == theirs.map(describe))
                #expect(try await list(ListingQuery(), store) == listAnew(ListingQuery(), store))
            }
        }
        try await compare()
        for name in ["a", "b", "c"] {
            try await store.put(name, name)
            try await compare()
        }
        try await others.objects.delete(try Store.object("b"), for: Store.alice)
        try await compare()
        let transfer = Transfer(from: try Store.object("a"), to: try Store.object("d"), isMove: true)
        _ = try await others.objects.transfer(transfer, draft: ObjectDraft(), for: Store.alice)
        try await compare()
        _ = try await others.objects.deleteAll(in: container, for: Store.alice)
        try await compare()
        try await others.containers.delete(container, for: Store.alice)
        try await store.makeContainer()
        try await compare()
        try await store.put("b", "again")
        try await compare()
    }

    /// Texts that Swift takes for the same are ranges of their own.
    @Test func prefixesAreToldApartByTheirBytes() async throws {
        let store = try await Store(.sqlite)
        try await store.makeContainer()
        for name in ["\u{e9}1", "e\u{301}1", "e\u{301}2"] { try await store.put(name, "x") }
        for _ in 0..<3 {
            for (prefix, count) in [("\u{e9}", 1), ("e\u{301}", 2)] {
                var query = ListingQuery()
                query.prefix = prefix
                #expect(try await list(query, store).count == count)
            }
        }
    }

    @Test func oldOnesMakeRoomUnlessTheyAreAskedFor() {
        let known = KnownObjects(limit: 3)
        let objects = (1...9).map { current(Int64($0)) }
        known.insert(Array(objects[0..<3]))
        known.insert(Array(objects[3..<5]))
        #expect(ids(known, objects[0..<5]) == [1, 2, 3, 4, 5])
        // Those that were asked for are young again, and push the others out.
        known.insert(Array(objects[5..<9]))
        #expect(ids(known, objects[6..<9]) == [7, 8, 9])
        #expect(ids(known, objects[0..<2]).isEmpty)
    }

    /// As a container that grows and is listed again and again.
    @Test func thereIsAnEndToWhatIsKept() {
        let known = KnownObjects(limit: 10)
        var count: Int64 = 0
        for _ in 0..<20 {
            let all = (0..<count).map { current($0 + 1) }
            _ = ids(known, all)
            known.insert((0..<5).map { current(count + $0 + 1) })
            count += 5
        }
        #expect(ids(known, (1...count).map(current)).count <= 20)
    }

    @Test func whatMayChangeIsNotKept() {
        let known = KnownObjects()
        var unhashed = current(1).version
        unhashed.checksum = ""
        var snapshot = current(2).version
        (snapshot.hash, snapshot.size) = (nil, 5)
        known.insert([CurrentObject(name: "a", version: unhashed), CurrentObject(name: "b", version: snapshot)])
        #expect(ids(known, [current(1), current(2)]).isEmpty)
        // A merge of accounts has given it to another node; a database that was restored has given its serial again.
        let object = current(3)
        let modified = object.version.modified
        known.insert([object])
        func isKnown(_ node: Int64, _ modified: Timestamp) -> Bool {
            known.find([(id: NodeVersion.ID(3), node: Node.ID(node), modified: modified)])[0] != nil
        }
        #expect(isKnown(3, modified))
        #expect(!isKnown(99, modified) && !isKnown(3, modified + .seconds(1)))
    }

    private func ids(_ known: KnownObjects, _ objects: some Sequence<CurrentObject>) -> [Int64] {
        known.find(objects.map { ($0.version.id, $0.version.node, $0.version.modified) }).compactMap {
            $0?.version.id.rawValue
        }
    }

    private func current(_ id: Int64) -> CurrentObject {
        CurrentObject(
            name: "o\(id)",
            version: NodeVersion(
                id: NodeVersion.ID(id), node: Node.ID(id), hash: .empty, size: 0, type: "",
                modified: Timestamp(microseconds: id),
                modifiedBy: Store.alice, uuid: "", checksum: "5", cluster: .normal))
    }

    /// Objects made behind the service's back, which is quicker.
    private func make(_ names: some Collection<String> & Sendable, in store: Store) async throws {
        let count = names.count
        try await store.database.write { tx in
            let container = try #require(try tx.nodes.lookup(try Store.container("c").path)).id
            for name in names {
                let node = try tx.nodes.create(try Store.object(name).path, parent: container)
                try Self.insertVersion(of: node.id, tx)
            }
            try tx.statistics.adjust(container, .normal, population: Int64(count), size: 0, at: .now())
        }
    }

    private func change(_ names: some Sequence<String> & Sendable, in store: Store, counted: Bool = true) async throws {
        try await store.database.write { tx in
            let container = try #require(try tx.nodes.lookup(try Store.container("c").path)).id
            if counted { try tx.statistics.adjust(container, .normal, population: 0, size: 0, at: .now()) }
            for name in names {
                let node = try #require(try tx.nodes.lookup(try Store.object(name).path))
                if let current = node.current { try tx.versions.move(current.id, to: .history) }
                try Self.insertVersion(of: node.id, tx)
            }
        }
    }

    private static func insertVersion(of node: Node.ID, _ tx: Transaction) throws {
        let draft = VersionDraft(hash: .empty, modifiedBy: Store.alice, uuid: "\(node)", checksum: "\(node)")
        try tx.nodes.setLatest(try tx.versions.insert(draft, node: node, at: .now()).id, of: node)
    }

    private func list(_ query: ListingQuery, _ store: Store) async throws -> [String] {
        try await store.containers.list(try Store.container("c"), for: Store.alice, query: query).1.map(describe)
    }

    /// By services that know nothing.
    private func listAnew(_ query: ListingQuery, _ store: Store) async throws -> [String] {
        try await services(store).containers.list(try Store.container("c"), for: Store.alice, query: query).1.map(
            describe)
    }

    private func services(_ store: Store) -> PithosServices {
        PithosServices(
            database: store.database, blocks: store.blocks, quota: store.quota, users: OpenCatalog(), settings: .init())
    }

    private func describe(_ entry: ListingEntry) -> String {
        guard case .object(let object) = entry else { return entry.name }
        return "\(object.name) \(object.version)"
    }
}
