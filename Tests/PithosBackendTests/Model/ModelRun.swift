import PithosBackend
import Vocabulary

/// The same operations on the store and on the model, drawn from a seed.
///
/// Names are few, so that operations meet. Each operation predicts its outcome from the model, a fault included, and
/// what it changed is compared afterwards.
struct ModelRun {
    let store: Store
    let paysHistory: Bool
    /// Bytes of quota of the account.
    let limit: Int64
    var dice: SeededGenerator
    var containers: [String: ModelContainer] = [:]
    /// Moments between operations, to look back to.
    var moments: [Timestamp] = []
    /// UUIDs by the model's identity.
    var uuids: [Int: String] = [:]
    var lastIdentity = 0
    /// What was done, for whoever looks for the defect.
    var log: [String] = []
    /// Where the store and the model disagree.
    var problems: [String] = []

    static let containerNames = ["c", "cc"]
    static let objectNames = ["a", "a/", "a/b", "a/b/x", "a/x", "b", "b/a", "\u{e9}", "e\u{301}", "ζ/ω", "z"]
    static let types = ["text/plain", "application/directory", ""]
    static let keys = ["X-Object-Meta-A", "X-Object-Meta-B", "Content-Disposition"]

    init(store: Store, paysHistory: Bool, limit: Int64, seed: UInt64) async throws {
        self.store = store
        self.paysHistory = paysHistory
        self.limit = limit
        dice = SeededGenerator(seed: seed)
        for name in Self.containerNames {
            try await store.makeContainer(name)
            containers[name] = ModelContainer()
        }
    }

    // MARK: - Drawing

    mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

    mutating func chance(_ percent: Int) -> Bool { roll(1...100) <= percent }

    mutating func any<Element>(_ elements: [Element]) -> Element { elements[roll(0...(elements.count - 1))] }

    mutating func place() -> Place { Place(container: any(Self.containerNames), name: any(Self.objectNames)) }

    /// Zeros among it, as in files with holes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        let isHole = chance(20)
        return (0..<count).map { _ in isHole ? 0 : UInt8.random(in: 97...122, using: &dice) }
    }

    mutating func metadata() -> [String: String] {
        var metadata: [String: String] = [:]
        for key in Self.keys where chance(40) { metadata[key] = any(["", "1", "2", "ä"]) }
        return metadata
    }

    mutating func newIdentity() -> Int {
        lastIdentity += 1
        return lastIdentity
    }

    /// Where an object is.
    struct Place: Equatable, CustomStringConvertible {
        var container: String
        var name: String

        static func == (a: Self, b: Self) -> Bool {
            a.container == b.container && a.name.isExactly(b.name)
        }

        var description: String { "\(container)/\(name)" }

        var path: ObjectPath {
            get throws { try Store.object(name, in: container) }
        }
    }

    // MARK: - Judging

    mutating func check<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) {
        if found != expected { problems.append("\(what): found \(found), expected \(expected)") }
    }

    // MARK: - The model as a whole

    func current(_ place: Place) -> ModelVersion? { containers[place.container]?.current(place.name) }

    /// Bytes of quota in use.
    var charged: Int64 {
        containers.values.reduce(0) { $0 + $1.size + (paysHistory ? $1.historySize : 0) }
    }

    /// What becomes of a change of the model that must stay within quotas: the fault, or the changed model.
    func limited(_ changed: [String: ModelContainer], in target: String) -> Fault.Kind? {
        guard let before = containers[target], let after = changed[target] else { return nil }
        if after.quota > 0, after.size > before.size, after.size > after.quota { return .requestEntityTooLarge }
        var whole = self
        whole.containers = changed
        return whole.charged > charged && whole.charged > limit ? .requestEntityTooLarge : nil
    }
}
