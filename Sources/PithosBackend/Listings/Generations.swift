/// What was used of late: a table of two ages, of so many entries each. When the young are as many the old ones are dropped,
/// and the young are old; what is asked for is young again.
struct Generations<Key: Hashable, Value> {
    let limit: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    /// - Parameter limit: entries of each age.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func find(_ key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        // Without making others old, which may be asked for next.
        if young.count < limit { young[key] = value }
        return value
    }

    /// What is dropped for it, if anything. To let go of thousands takes a while: the caller may have a lock to give back
    /// first.
    mutating func insert(_ value: Value, for key: Key) -> [Key: Value]? {
        defer { young[key] = value }
        guard young.count >= limit else { return nil }
        let dropped = old
        (old, young) = (young, [:])
        return dropped
    }
}
