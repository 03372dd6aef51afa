/// One component's database, on whichever engine the settings name.
///
/// Closures are synchronous and run on the database's own threads, so that no event loop waits for a disk and no
/// transaction is open across a suspension. Do the whole of a request's SQL in one closure: a hop costs more than a
/// query.
public protocol Database: Sendable {
    var dialect: Dialect { get }

    /// A consistent look at the data. Reads run in parallel; a write inside is refused.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// A look on the calling thread, at once: for one look-up by key in a table that is small and in use all the time, which
    /// takes less than a change of thread. What was committed before, by whomever, is seen as by `read`.
    ///
    /// - Returns: nil where the engine cannot look at once, or where anything failed: ask `read` then.
    func glance<Value: Sendable>(_ body: (Transaction) throws -> Value) -> Value?

    /// All or nothing, durable when it returns. `body` may run more than once where the engine asks for a retry, so it
    /// must touch nothing but the transaction.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Brings the schema up to date: runs, in order of number and each in its own transaction, the migrations that have
    /// not run yet, under a lock that a second process waits for.
    ///
    /// - Throws: `DatabaseError`, also when the database has migrations that `migrations` does not know.
    func migrate(_ migrations: [Migration]) async throws

    /// Finishes what runs, then closes all connections. Later calls throw `unavailable`.
    func close() async
}

extension Database {
    public func glance<Value: Sendable>(_ body: (Transaction) throws -> Value) -> Value? { nil }
}
