/// One connection to an engine. Used by one thread at a time.
///
/// A statement that failed spoils its transaction, as PostgreSQL has it: until it is rolled back, as a whole or to a
/// savepoint, the connection refuses every further statement, and a commit throws what the failed one threw. SQLite
/// would go on; being as strict there lets a test on one engine find what would fail on the other.
package protocol Connection: AnyObject {
    var dialect: Dialect { get }

    /// Runs one statement, calls `each` for every row of its answer, returns how many rows it changed.
    func run(_ statement: SQL, each: (Row) throws -> Void) throws -> Int

    /// BEGIN, COMMIT, SAVEPOINT, RELEASE, ROLLBACK and the like. A ROLLBACK makes good what failed before it.
    func control(_ text: String) throws

    /// Runs statements that have no values and give no rows, several in one text.
    func script(_ text: String) throws
}

extension Connection {
    /// Runs `body` so that it leaves either all of its changes or, when it throws, none.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        // The same name again shadows the outer one, so that nested savepoints need no names of their own.
        try control("SAVEPOINT inner_changes")
        do {
            let value = try body()
            try control("RELEASE SAVEPOINT inner_changes")
            return value
        } catch {
            try control("ROLLBACK TO SAVEPOINT inner_changes")
            try control("RELEASE SAVEPOINT inner_changes")
            throw error
        }
    }
}
