import Vocabulary

/// How much metadata one account, container or object may have, all of it together.
///
/// - Source: object-storage.md 1.3 (`PITHOS_RESOURCE_MAX_METADATA`), openstack.md 7.1 (`max_meta_count`,
///   `max_meta_overall_size`).
public struct MetadataLimits: Sendable {
    /// Most keys that count.
    public let count: Int
    /// Most bytes of names and values; of names without what every one of them begins with.
    public let bytes: Int
    /// Whether a key counts that is a header of its own, as `Content-Encoding`, and no `X-…-Meta-…`.
    private let countsAllKeys: Bool

    /// All stored keys count, whatever their size, as in Pithos.
    init(keys: Int) {
        self.init(count: keys, bytes: .max, countsAllKeys: true)
    }

    /// Metadata headers count, and their bytes, as in OpenStack Swift.
    public init(count: Int, bytes: Int) {
        self.init(count: count, bytes: bytes, countsAllKeys: false)
    }

    private init(count: Int, bytes: Int, countsAllKeys: Bool) {
        self.count = count
        self.bytes = bytes
        self.countsAllKeys = countsAllKeys
    }

    private static let prefixes = ["X-Account-Meta-", "X-Container-Meta-", "X-Object-Meta-"]

    /// What is beyond a limit already, from an old database or through another API, may stay but does not grow.
    ///
    /// - Throws: badRequest.
    func check(_ metadata: [String: String], from before: [String: String]) throws {
        let now = measure(metadata)
        guard now.count <= count || metadata.keys.allSatisfy({ before[$0] != nil }) else {
            throw Fault(.badRequest, "There may be no more than \(count) metadata headers.")
        }
        guard now.bytes <= bytes || now.bytes <= measure(before).bytes else {
            throw Fault(.badRequest, "There may be no more than \(bytes) bytes of metadata headers.")
        }
    }

    private func measure(_ metadata: [String: String]) -> (count: Int, bytes: Int) {
        var found = (count: 0, bytes: 0)
        for (key, value) in metadata {
            let prefix = Self.prefixes.first { key.begins(withExactly: $0) }
            guard prefix != nil || countsAllKeys else { continue }
            found.count += 1
            found.bytes += key.utf8.count - (prefix?.utf8.count ?? 0) + value.utf8.count
        }
        return found
    }
}
