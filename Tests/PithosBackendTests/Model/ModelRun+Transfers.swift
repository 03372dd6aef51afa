import PithosBackend
import Vocabulary

/// Copies and moves.
extension ModelRun {
    mutating func transfer(_ moment: Timestamp) async throws {
        let (source, place) = (place(), place())
        let isMove = chance(50)
        var serial: Int64?
        if !isMove, chance(40) {
            serial = containers[source.container]?.versions(source.name).flatMap { $0.isEmpty ? nil : any($0) }
        }
        var draft = ObjectDraft()
        let values = metadata()
        draft.metadata = .merge(values)
        if chance(30) { draft.type = "new/type" }
        let wanted = Transfer(
            from: try source.path, to: try place.path, isMove: isMove, version: serial.map { .init($0) })
        try await carry(wanted, draft, [(source, place)], serial, values, at: moment)
    }

    mutating func transferTree(_ moment: Timestamp) async throws {
        let (source, place) = (place(), place())
        let isMove = chance(50)
        let old = source.name.ends(withExactly: "/") ? source.name : source.name + "/"
        let new = place.name.ends(withExactly: "/") ? place.name : place.name + "/"
        var pairs = [(source, place)]
        if source.container != place.container || !old.isExactly(new) {
            for name in below(source).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                let renamed = new + name.dropping(bytes: old.utf8.count)
                pairs.append(
                    (Place(container: source.container, name: name), Place(container: place.container, name: renamed)))
            }
        }
        // Names that grow beyond those we know would never be looked at again.
        guard pairs.allSatisfy({ pair in Self.objectNames.contains { $0.isExactly(pair.1.name) } }) else { return }
        let wanted = Transfer(from: try source.path, to: try place.path, isMove: isMove, delimiter: "/")
        try await carry(wanted, ObjectDraft(), pairs, nil, [:], at: moment)
    }

    /// All of it happens at once in the model: what goes is taken out first, then everything is put where it belongs.
    private mutating func carry(
        _ transfer: Transfer, _ draft: ObjectDraft, _ pairs: [(from: Place, to: Place)], _ serial: Int64?,
        _ values: [String: String], at moment: Timestamp
    ) async throws {
        let what = "\(transfer.isMove ? "move" : "copy") \(pairs) \(serial.map { "version \($0)" } ?? "")"
        let sources = pairs.map { pair in
            serial.flatMap { serial in
                containers[pair.from.container]?.history(pair.from.name).first {
                    $0.serial == serial && $0.kind != .deleted
                }
            } ?? current(pair.from)
        }
        guard sources.first.flatMap({ $0 }) != nil else {
            _ = try await expect(what, .itemNotFound) { [store] in
                try await store.objects.transfer(transfer, draft: draft, for: Store.alice)
            }
            return
        }
        var changed = containers
        var made: [(place: Place, version: ModelVersion)] = []
        for (index, pair) in pairs.enumerated() {
            guard var version = sources[index] else { continue }
            let keepsIdentity = pair.from == pair.to ? current(pair.from) != nil : transfer.isMove
            if !keepsIdentity { version.identity = newIdentity() }
            version.at = moment
            version.kind = .current
            if index == 0 {
                version.type = draft.type ?? version.type
                version.metadata.merge(values) { $1 }
                version.metadata = version.metadata.filter { !$0.value.isEmpty }
            }
            made.append((pair.to, version))
        }
        if transfer.isMove {
            for pair in pairs where pair.from != pair.to {
                changed[pair.from.container]?.delete(pair.from.name, at: moment)
            }
        }
        for (place, version) in made { changed[place.container]?.put(version, at: place.name) }
        let predicted = limited(changed, in: pairs[0].to.container)
        let serials = try await expect(what, predicted) { [store] in
            try await store.objects.transfer(transfer, draft: draft, for: Store.alice)
        }
        guard let serials else { return }
        check(serials.count, made.count, what)
        containers = changed
        for (place, _) in made {
            let version = try await store.objects.find(try place.path, for: Store.alice).version
            containers[place.container]?.setSerial(version.id.rawValue, of: place.name)
        }
    }
}
