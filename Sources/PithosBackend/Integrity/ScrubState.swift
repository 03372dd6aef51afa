import FoundationEssentials
import Vocabulary

/// Where a scrub stands, kept over restarts.
struct ScrubState: Codable, Sendable, Equatable {
    /// When the round began.
    var beganMicroseconds: Int64
    /// What is looked through now; nil when the round has ended.
    var kind: Kind? = .block
    /// Where in it, as the store says; nil at the begin.
    var cursor: String?
    /// Things looked at in this round, and their bytes.
    var seen = StoredAmount()
    var damaged = 0

    enum Kind: String, Codable, Sendable {
        case block, map

        var stored: StoredKind { self == .block ? .block : .map }
        var next: Kind? { self == .block ? .map : nil }
    }

    var began: Timestamp { Timestamp(microseconds: beganMicroseconds) }

    init(began: Timestamp) { beganMicroseconds = began.microseconds }

    /// Nil when there is none, or none that can be understood.
    static func load(from path: String) -> ScrubState? {
        guard let content = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(ScrubState.self, from: content)
    }

    /// Whole or not at all.
    func save(to path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(filePath: path + ".new"))
        try FileCalls.rename(path + ".new", to: path)
    }
}
