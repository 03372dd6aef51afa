import Vocabulary

/// How much metadata one account, container or object may have, all of it together.
///
/// - Source: openstack.md 7.1, `max_meta_count` and `max_meta_overall_size`.
public struct MetadataLimits: Sendable {
    public var count: Int
    /// Bytes of names and values; of names without what every one of them begins with.
    public var bytes: Int

    public init(count: Int, bytes: Int) {
        self.count = count
        self.bytes = bytes
    }

    private static let prefixes = ["X-Account-Meta-", "X-Container-Meta-", "X-Object-Meta-"]

    /// - Throws: badRequest.
    func check(_ metadata: [String: String]) throws {
        var found = 0
        var size = 0
        for (key, value) in metadata {
            guard let prefix = Self.prefixes.first(where: { key.utf8.starts(with: $0.utf8) }) else { continue }
            found += 1
            size += key.utf8.count - prefix.utf8.count + value.utf8.count
        }
        guard found <= count else { throw Fault(.badRequest, "Too many metadata items; max \(count)") }
        guard size <= bytes else { throw Fault(.badRequest, "Total metadata too large; max \(bytes)") }
    }
}
