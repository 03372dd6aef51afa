import FoundationEssentials
import Glibc
import Vocabulary

/// Where a collection stands: all that a run which was cut off needs to go on.
struct CollectionState: Codable, Sendable {
    var options: CollectionOptions
    /// The places of the stores that are collected in; positions are positions in them.
    var stores: [String]
    /// When it began, by the store's clock, before the first version was looked at.
    var beganMicroseconds: Int64
    var phase = CollectionProgress.Phase.versions
    /// Where in the phase; its meaning is the phase's.
    var position = ""
    /// Bytes of each spill file that belong to what is done.
    var spills: [String: [Int]] = [:]
    var report = CollectionReport()

    var began: Timestamp { Timestamp(microseconds: beganMicroseconds) }

    private static func path(in directory: String) -> String { directory + "/state.json" }

    /// Nil when there is none, or none that can be understood.
    static func load(from directory: String) -> CollectionState? {
        guard let content = try? Data(contentsOf: URL(filePath: path(in: directory))) else { return nil }
        return try? JSONDecoder().decode(CollectionState.self, from: content)
    }

    /// Whole or not at all.
    func save(to directory: String) throws {
        let path = Self.path(in: directory)
        try JSONEncoder().encode(self).write(to: URL(filePath: path + ".new"))
        try FileCalls.rename(path + ".new", to: path)
    }

    static func forget(in directory: String) { unlink(path(in: directory)) }
}
