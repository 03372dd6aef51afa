public import Vocabulary

/// Which containers to list.
public struct ContainerQuery: Sendable {
    /// Names strictly greater; strictly less where the order is reversed.
    public var marker: String?
    /// Names strictly less; strictly greater where the order is reversed.
    public var endMarker: String?
    /// Names that begin with it.
    public var prefix = ""
    /// Names that have it after the prefix are rolled up to what ends with it, in `listEntries`.
    public var delimiter: String?
    /// Greatest first.
    public var isReversed = false
    public var limit = 10_000
    /// Those that hold objects with permissions.
    public var sharedOnly = false
    /// Those that hold objects with a public link; with `sharedOnly` those of either kind.
    public var publicOnly = false
    public var until: Timestamp?

    public init() {}

    /// The paths that are asked for; nil where nothing can be.
    func range(of account: Node) -> PathRange? {
        let base = account.path + "/"
        let (after, before) = isReversed ? (endMarker, marker) : (marker, endMarker)
        var range: PathRange? = PathRange(prefix: base + prefix)
        // No text lies between the marker and the marker followed by the least character.
        if let after { range = range?.intersection(PathRange(lower: base + after + "\u{1}", upper: nil)) }
        if let before { range = range?.intersection(PathRange(lower: "", upper: base + before)) }
        return range
    }
}
