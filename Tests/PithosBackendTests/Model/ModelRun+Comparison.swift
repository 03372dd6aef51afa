import Crypto
import PithosBackend
import Vocabulary

/// Looks at the store from outside, and at the model.
extension ModelRun {
    /// Everything that is cheap to compare, and one of each thing that is not.
    mutating func compare() async throws {
        for name in Self.containerNames { try await compareContainer(name) }
        try await compareListing()
        try await compareObject()
        try await comparePast()
        check(store.quota.committed(Store.alice), charged, "quota")
        check(store.quota.pendingCount, 0, "pending commissions")
    }

    private mutating func compareContainer(_ name: String) async throws {
        guard let model = containers[name] else { return }
        let info = try await store.containers.find(try Store.container(name), for: Store.alice)
        check(info.details?.objectCount, Int64(model.contents.count), "objects of \(name)")
        check(info.details?.bytesUsed, model.size, "bytes of \(name)")
        check(Set(info.objectKeys), model.metadataKeys, "keys of \(name)")
    }

    /// All objects with what a list shows of them, and some names by a query.
    private mutating func compareListing() async throws {
        let container = any(Self.containerNames)
        guard let model = containers[container] else { return }
        let path = try Store.container(container)
        let listed = try await store.containers.list(path, for: Store.alice, query: ListingQuery()).1
        let shown = listed.compactMap { entry -> String? in
            guard case .object(let object) = entry else { return nil }
            return "\(object.name) \(object.version.size) \(object.version.type) \(object.version.id)"
        }
        var names = model.contents.keys.map(\.text)
        let expected = ModelListing.entries(names, ListingQuery()).compactMap { name -> String? in
            model.current(name).map { "\(name) \($0.content.count) \($0.type) \($0.serial)" }
        }
        check(shown, expected, "list of \(container)")

        var query = ListingQuery()
        if chance(50) { query.prefix = any(["a", "a/", "b/", "e", "ζ"]) }
        if chance(50) { query.delimiter = any(["/", "b"]) }
        if chance(40) { query.marker = any(Self.objectNames) }
        query.hidesSubdirectories = query.delimiter != nil && chance(30)
        query.limit = roll(1...8)
        if chance(30) {
            var metadata = MetadataQuery()
            metadata.anyOf = [Self.keys[0]]
            metadata.noneOf = [Self.keys[1]]
            query.metadata = metadata
            names = names.filter { name in
                model.current(name).map { $0.metadata[Self.keys[0]] != nil && $0.metadata[Self.keys[1]] == nil }
                    ?? false
            }
        }
        let found = try await store.names(query, in: container)
        check(found, ModelListing.entries(names, query), "list of \(container) by \(query)")
    }

    /// One object: its content, or part of it, its properties, its versions and what is in one of them.
    private mutating func compareObject() async throws {
        let place = place()
        guard let model = containers[place.container] else { return }
        let path = try place.path
        let versions = try? await store.objects.listVersions(path, for: Store.alice)
        check(versions?.map(\.id.rawValue), model.versions(place.name), "versions of \(place)")
        let some = model.history(place.name).filter { $0.kind != .deleted }
        if !some.isEmpty {
            let old = any(some)
            let info = try await store.objects.find(path, version: .init(old.serial), for: Store.alice)
            check(try await store.bytes(of: info.version), old.content, "content of \(place), version \(old.serial)")
            check(info.metadata, old.metadata, "metadata of \(place), version \(old.serial)")
        }
        guard let current = model.current(place.name) else {
            return check(
                await fault { [store] in try await store.objects.find(path, for: Store.alice) }, .itemNotFound,
                "\(place)")
        }
        let info = try await store.objects.find(path, for: Store.alice)
        check(info.version.id.rawValue, current.serial, "version of \(place)")
        check(info.version.type, current.type, "type of \(place)")
        check(info.metadata, current.metadata, "metadata of \(place)")
        let md5 = Insecure.MD5.hash(data: current.content).reduce(into: "") { $0 += Hex.encode([$1]) }
        check(info.etag, current.isSummed ? md5 : "", "tag of \(place)")
        check(info.version.uuid, uuids[current.identity] ?? info.version.uuid, "uuid of \(place)")
        uuids[current.identity] = info.version.uuid
        let first = roll(0...current.content.count)
        let last = roll(first...current.content.count)
        let part = try await store.bytes(of: info.version, range: Int64(first)..<Int64(last))
        check(part, Array(current.content[first..<last]), "content of \(place) from \(first) to \(last)")
    }

    /// A container as it was.
    private mutating func comparePast() async throws {
        guard !moments.isEmpty else { return }
        let moment = any(moments)
        let container = any(Self.containerNames)
        guard let past = containers[container]?.contents(before: moment) else { return }
        var query = ListingQuery()
        query.until = moment
        let (info, entries) = try await store.containers.list(
            try Store.container(container), for: Store.alice, query: query)
        check(
            entries.map(\.name), ModelListing.entries(past.keys.map(\.text), query), "list of \(container) at \(moment)"
        )
        check(info.details?.objectCount, Int64(past.count), "objects of \(container) at \(moment)")
        let size = past.values.reduce(0) { $0 + Int64($1.content.count) }
        check(info.details?.bytesUsed, size, "bytes of \(container) at \(moment)")
        check(Set(info.objectKeys), Set(past.values.flatMap(\.metadata.keys)), "keys of \(container) at \(moment)")
    }
}
