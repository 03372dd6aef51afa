/// A part of a list that is ordered by key: what comes after `marker`, at most `limit` of it.
public struct Page<Key: Sendable>: Sendable {
    public var marker: Key?
    /// At least 1.
    public var limit: Int

    public init(marker: Key? = nil, limit: Int) {
        self.marker = marker
        self.limit = limit
    }
}
