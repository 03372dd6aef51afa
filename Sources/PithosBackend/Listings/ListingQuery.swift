public import Vocabulary

/// What to list of a container.
///
/// - Source: object-storage.md 2.3.
public struct ListingQuery: Sendable {
    /// Names that begin with it.
    public var prefix = ""
    /// Names that have it after the prefix are rolled up to what ends with it; nil or empty rolls nothing up.
    public var delimiter: String?
    /// What is rolled up is left out altogether.
    public var hidesSubdirectories = false
    /// A name that ends with its first delimiter is rolled up too, and only the marker itself is left out of what is
    /// rolled up, as in OpenStack Swift.
    public var rollsUpMarkers = false
    /// Entries strictly greater, by UTF-8 bytes; strictly less where the order is reversed.
    public var marker: String?
    /// Entries strictly less; strictly greater where the order is reversed.
    public var endMarker: String?
    /// Greatest first.
    public var isReversed = false
    /// Most entries, objects and subdirectories together.
    public var limit = 10_000
    public var metadata: MetadataQuery?
    /// Only objects with permissions, their own or a directory's above them.
    public var sharedOnly = false
    /// Only objects with a public link; together with `sharedOnly` those of either kind.
    public var publicOnly = false
    /// As it was at that moment.
    public var until: Timestamp?
    /// Permissions and public links are wanted too.
    public var includesSharing = true
    /// What is known of static large objects is wanted too.
    public var includesManifests = false

    public init() {}
}

/// Conditions on the metadata of an object. Keys are stored keys, for instance `X-Object-Meta-Color`.
///
/// - Source: object-storage.md 2.3.
public struct MetadataQuery: Sendable, Hashable {
    /// One of these is present, where any are named.
    public var anyOf: [String] = []
    /// None of these is present.
    public var noneOf: [String] = []
    /// All of these hold; a key that is absent satisfies no comparison.
    public var comparisons: [Comparison] = []

    public init() {}

    public var isEmpty: Bool { anyOf.isEmpty && noneOf.isEmpty && comparisons.isEmpty }

    /// Values are compared as text, byte by byte.
    public struct Comparison: Sendable, Hashable {
        public var key: String
        public var relation: Relation
        public var value: String

        public init(key: String, relation: Relation, value: String) {
            self.key = key
            self.relation = relation
            self.value = value
        }
    }

    public enum Relation: String, Sendable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}
