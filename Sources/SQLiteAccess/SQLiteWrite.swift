import SQLAccess

/// One closure that waits for the writer, its types erased.
struct SQLiteWrite: Sendable {
    /// What came of one run. Told to nobody before the transaction is durable: not even a failure, which may rest on what
    /// another closure of the same transaction did.
    enum Outcome: Sendable {
        case success(deliver: @Sendable () -> Void)
        case failure(any Error)
    }

    /// Runs the closure inside an open transaction. May be called again if that is lost.
    let run: @Sendable (Transaction) -> Outcome
    let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        run = { tx in
            do {
                let value = try body(tx)
                return .success { continuation.resume(returning: value) }
            } catch {
                return .failure(error)
            }
        }
        fail = { continuation.resume(throwing: $0) }
    }
}
