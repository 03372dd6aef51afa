import PithosBackend
import Vocabulary

/// One state of an object in the model.
struct ModelVersion {
    enum Kind { case current, history, deleted }

    var serial: Int64
    /// Between the operation before and this one, and so earlier than the true time; nothing ever asks about the
    /// moments in between.
    var at: Timestamp
    var kind = Kind.current
    var content: [UInt8] = []
    var type = ""
    var metadata: [String: String] = [:]
    /// The MD5 was computed.
    var isSummed = true
    /// Names the object through moves and changes.
    var identity: Int
}

/// A container as a plain dictionary: what the object store must look like from outside.
struct ModelContainer {
    var quota: Int64 = 0
    var keepsHistory = true
    /// By name, oldest version first.
    private var objects: [ExactText: [ModelVersion]] = [:]

    /// All that is left of an object, oldest first.
    func history(_ name: String) -> [ModelVersion] { objects[ExactText(name)] ?? [] }

    func current(_ name: String) -> ModelVersion? { history(name).last.flatMap { $0.kind == .current ? $0 : nil } }

    /// What there is now, by name.
    var contents: [ExactText: ModelVersion] {
        objects.compactMapValues { $0.last }.filter { $0.value.kind == .current }
    }

    /// What there was before a moment.
    func contents(before moment: Timestamp) -> [ExactText: ModelVersion] {
        objects.compactMapValues { versions in versions.last { $0.at < moment } }.filter { $0.value.kind != .deleted }
    }

    /// Versions with content, as a list of them shows; nil where no trace is left.
    func versions(_ name: String) -> [Int64]? {
        objects[ExactText(name)]?.filter { $0.kind != .deleted }.map(\.serial)
    }

    var size: Int64 { contents.values.reduce(0) { $0 + Int64($1.content.count) } }

    /// Bytes of superseded versions.
    var historySize: Int64 {
        objects.values.joined().filter { $0.kind == .history }.reduce(0) { $0 + Int64($1.content.count) }
    }

    var metadataKeys: Set<String> { Set(contents.values.flatMap(\.metadata.keys)) }

    mutating func put(_ version: ModelVersion, at name: String) {
        supersede(name)
        objects[ExactText(name), default: []].append(version)
    }

    /// What the store called the current version.
    mutating func setSerial(_ serial: Int64, of name: String) {
        guard current(name) != nil, let last = objects[ExactText(name)]?.indices.last else { return }
        objects[ExactText(name)]?[last].serial = serial
    }

    mutating func delete(_ name: String, at moment: Timestamp) {
        guard let current = current(name) else { return }
        supersede(name)
        objects[ExactText(name), default: []].append(
            ModelVersion(serial: .max, at: moment, kind: .deleted, identity: current.identity))
    }

    private mutating func supersede(_ name: String) {
        let key = ExactText(name)
        guard current(name) != nil, let last = objects[key]?.indices.last else { return }
        if keepsHistory {
            objects[key]?[last].kind = .history
        } else {
            objects[key]?.remove(at: last)
        }
    }

    /// Removes for good what is as old as the moment, of one object with what is current, else of all without.
    mutating func purge(_ name: String? = nil, until moment: Timestamp) {
        for each in name.map({ [ExactText($0)] }) ?? Array(objects.keys) {
            objects[each]?.removeAll { $0.at <= moment && (name != nil || $0.kind != .current) }
            if objects[each]?.isEmpty == true { objects[each] = nil }
        }
    }
}
