/// The statements one connection has prepared, by their text; the one that was not used for longest makes room.
package struct StatementCache<Key: Hashable, Statement> {
    private struct Entry {
        var statement: Statement
        var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0

    package init(limit: Int) {
        precondition(limit > 0, "a cache without room would prepare a statement only to lose it")
        self.limit = limit
    }

    package var count: Int { entries.count }

    package mutating func find(_ key: Key) -> Statement? {
        guard let index = entries.index(forKey: key) else { return nil }
        clock += 1
        entries.values[index].lastUse = clock
        return entries.values[index].statement
    }

    /// Adds or replaces one; returns the one that had to go.
    package mutating func insert(_ statement: Statement, for key: Key) -> Statement? {
        clock += 1
        if let replaced = entries.updateValue(Entry(statement: statement, lastUse: clock), forKey: key) {
            return replaced.statement
        }
        guard entries.count > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return nil
        }
        entries.removeValue(forKey: oldest.key)
        return oldest.value.statement
    }

    package mutating func removeAll() {
        entries.removeAll()
    }
}
