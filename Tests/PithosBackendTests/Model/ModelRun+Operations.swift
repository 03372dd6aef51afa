import PithosBackend
import Vocabulary

/// The operations. Each does one thing to both, and checks that both say the same of it.
extension ModelRun {
    mutating func step() async throws {
        let before = store.clock.now()
        switch roll(0...19) {
        case 0...4: try await put(before)
        case 5: try await putKnown(before)
        case 6...8: try await patch(before)
        case 9: try await patchFromOther(before)
        case 10, 11: try await transfer(before)
        case 12: try await transferTree(before)
        case 13, 14: try await delete(before)
        case 15, 16: try await setMetadata(before)
        case 17: try await purge()
        case 18: try await setPolicy()
        default: try await deleteAll(before)
        }
        if chance(30) { moments.append(store.clock.now()) }
    }

    /// Runs the operation on the store; its outcome must be the predicted one, and only then the model changes.
    mutating func expect<Value>(
        _ what: String, _ predicted: Fault.Kind?, _ operation: () async throws -> Value
    ) async throws -> Value? {
        log.append("\(what) → \(predicted?.name ?? "done")")
        do {
            let value = try await operation()
            check(nil, predicted, what)
            return value
        } catch let fault as Fault {
            check(fault.kind, predicted, "\(what): \(fault)")
            return nil
        }
    }

    // MARK: - Content

    private mutating func put(_ moment: Timestamp) async throws {
        let place = place()
        var draft = ObjectDraft()
        let (type, metadata, content) = (any(Self.types), metadata(), bytes(roll(0...300)))
        draft.type = type
        draft.metadata = .replace(metadata)
        var version = ModelVersion(
            serial: 0, at: moment, content: content, type: type, metadata: metadata.filter { !$0.value.isEmpty },
            identity: current(place)?.identity ?? newIdentity())
        var changed = containers
        changed[place.container]?.put(version, at: place.name)
        let written = try await expect("put \(place) \(content.count)", limited(changed, in: place.container)) {
            [store] in
            try await store.objects.put(
                try place.path, body: Body(content, pieceSize: 50), draft: draft, for: Store.alice)
        }
        guard let written else { return }
        version.serial = written.version.rawValue
        containers[place.container]?.put(version, at: place.name)
    }

    /// From the blocks of another object.
    private mutating func putKnown(_ moment: Timestamp) async throws {
        let (source, place) = (place(), place())
        guard let known = current(source) else { return }
        let hashmap = try await store.objects.hashmap(
            of: try await store.objects.find(try source.path, for: Store.alice).version)
        var draft = ObjectDraft()
        draft.type = "a/b"
        draft.metadata = .replace([:])
        var version = ModelVersion(
            serial: 0, at: moment, content: known.content, type: "a/b", isSummed: false,
            identity: current(place)?.identity ?? newIdentity())
        var changed = containers
        changed[place.container]?.put(version, at: place.name)
        let outcome = try await expect("hashmap of \(source) to \(place)", limited(changed, in: place.container)) {
            [store] in
            try await store.objects.put(try place.path, hashmap: hashmap, draft: draft, for: Store.alice)
        }
        guard let outcome else { return }
        guard case .written(let written) = outcome else {
            return problems.append("blocks of \(source) are missing")
        }
        version.serial = written.version.rawValue
        containers[place.container]?.put(version, at: place.name)
    }

    private mutating func patch(_ moment: Timestamp) async throws {
        let place = place()
        let written = bytes(roll(0...150))
        var patch = ContentPatch(offset: nil, length: nil, total: nil, truncatesTo: nil)
        if chance(70) { patch.offset = Int64(roll(0...320)) }
        if chance(30) { patch.truncatesTo = Int64(roll(0...200)) }
        if chance(20) { patch.total = Int64(roll(0...300)) }
        let content = current(place).flatMap { Self.patched($0.content, patch, written) }
        try await finishPatch(place, content, at: moment, "patch \(place) \(patch) with \(written.count)") { [store] in
            try await store.objects.patch(
                try place.path, patch, body: Body(written, pieceSize: 40), draft: ObjectDraft(), for: Store.alice)
        }
    }

    private mutating func patchFromOther(_ moment: Timestamp) async throws {
        let (source, place) = (place(), place())
        guard let known = current(source), let old = current(place) else { return }
        let length = chance(50) ? Int64(roll(0...known.content.count)) : nil
        let patch = ContentPatch(
            offset: Int64(roll(0...old.content.count)), length: length, total: nil, truncatesTo: nil)
        let taken = Array(known.content.prefix(Int(length ?? .max)))
        let replacesAll = source == place && patch.offset == 0 && length == nil
        let content = replacesAll ? taken : Self.patched(old.content, patch, taken)
        try await finishPatch(place, content, at: moment, "patch \(place) \(patch) from \(source)") { [store] in
            try await store.objects.patch(
                try place.path, patch, from: try source.path, version: nil, draft: ObjectDraft(), for: Store.alice)
        }
    }

    private mutating func finishPatch(
        _ place: Place, _ content: [UInt8]?, at moment: Timestamp, _ what: String,
        _ operation: () async throws -> WrittenObject
    ) async throws {
        guard var version = current(place) else {
            _ = try await expect(what, .itemNotFound, operation)
            return
        }
        guard let content else {
            _ = try await expect(what, .rangeNotSatisfiable, operation)
            return
        }
        version.content = content
        version.at = moment
        version.isSummed = false
        var changed = containers
        changed[place.container]?.put(version, at: place.name)
        guard let written = try await expect(what, limited(changed, in: place.container), operation) else { return }
        version.serial = written.version.rawValue
        containers[place.container]?.put(version, at: place.name)
    }

    /// The content after a patch; nil when the range does not fit.
    private static func patched(_ content: [UInt8], _ patch: ContentPatch, _ written: [UInt8]) -> [UInt8]? {
        let begin = Int(patch.offset ?? Int64(content.count))
        guard begin <= content.count else { return nil }
        if let total = patch.total, Int(total) != content.count || begin + written.count > Int(total) { return nil }
        var result = Array(content.prefix(begin)) + written
        result += content.dropFirst(result.count)
        return patch.truncatesTo.map { Array(result.prefix(Int($0))) } ?? result
    }

    // MARK: - Removal

    private mutating func delete(_ moment: Timestamp) async throws {
        let place = place()
        let delimiter = chance(30) ? "/" : nil
        let isThere = current(place) != nil
        let isKnown = containers[place.container]?.versions(place.name) != nil
        let predicted: Fault.Kind? = isThere || (isKnown && delimiter == nil) ? nil : .itemNotFound
        let done: Void? = try await expect("delete \(place) \(delimiter ?? "")", predicted) { [store] in
            try await store.objects.delete(try place.path, delimiter: delimiter, for: Store.alice)
        }
        guard done != nil, isThere else { return }
        containers[place.container]?.delete(place.name, at: moment)
        guard delimiter != nil else { return }
        for name in below(place) { containers[place.container]?.delete(name, at: moment) }
    }

    private mutating func deleteAll(_ moment: Timestamp) async throws {
        guard chance(15) else { return }
        let container = any(Self.containerNames)
        log.append("empty \(container)")
        try await store.objects.deleteAll(in: try Store.container(container), for: Store.alice)
        for name in Self.objectNames { containers[container]?.delete(name, at: moment) }
    }

    private mutating func purge() async throws {
        guard let moment = moments.isEmpty ? nil : any(moments) else { return }
        let place = place()
        if chance(50) {
            log.append("purge \(place) until \(moment)")
            try await store.objects.purge(try place.path, until: moment, for: Store.alice)
            containers[place.container]?.purge(place.name, until: moment)
        } else {
            log.append("purge \(place.container) until \(moment)")
            try await store.containers.purge(try Store.container(place.container), until: moment, for: Store.alice)
            containers[place.container]?.purge(until: moment)
        }
    }

    // MARK: - Properties

    private mutating func setMetadata(_ moment: Timestamp) async throws {
        let place = place()
        let values = metadata()
        let change = chance(50) ? MetadataChange.merge(values) : .replace(values)
        var draft = ObjectDraft()
        draft.metadata = change
        var predicted: Fault.Kind? = .itemNotFound
        var changed = containers
        if var version = current(place) {
            version.at = moment
            if case .replace = change { version.metadata = [:] }
            version.metadata.merge(values) { $1 }
            version.metadata = version.metadata.filter { !$0.value.isEmpty }
            if !change.isEmptyMerge { changed[place.container]?.put(version, at: place.name) }
            predicted = limited(changed, in: place.container)
        }
        let made = try await expect("metadata \(place) \(change)", predicted) { [store] in
            try await store.objects.update(try place.path, with: draft, for: Store.alice)
        }
        guard let serial = made.flatMap({ $0 }) else { return }
        containers = changed
        containers[place.container]?.setSerial(serial.rawValue, of: place.name)
    }

    private mutating func setPolicy() async throws {
        let name = any(Self.containerNames)
        let (keepsHistory, quota) = (chance(60), chance(50) ? 0 : roll(200...2000))
        log.append("policy \(name) \(keepsHistory) \(quota)")
        try await store.containers.update(
            try Store.container(name), for: Store.alice, metadata: .keep,
            policy: PolicyChange(
                values: ["versioning": keepsHistory ? "auto" : "none", "quota": "\(quota)"], resetsOthers: false))
        containers[name]?.keepsHistory = keepsHistory
        containers[name]?.quota = Int64(quota)
    }

    /// Names of what lies below an object.
    func below(_ place: Place) -> [String] {
        let prefix = place.name.ends(withExactly: "/") ? place.name : place.name + "/"
        return (containers[place.container]?.contents.keys.map(\.text) ?? []).filter {
            $0.begins(withExactly: prefix) && !$0.isExactly(place.name)
        }
    }
}
