/// A holding whose stored limit is not the computed one.
public struct LimitDeviation: Sendable, Hashable {
    public var key: Holding.Key
    public var computed: Int64
    /// Nil when the holding is missing.
    public var stored: Int64?

    public init(key: Holding.Key, computed: Int64, stored: Int64?) {
        self.key = key
        self.computed = computed
        self.stored = stored
    }
}
