/// Steps that follow one another while the caller goes on: each begins with what the one before it gave.
///
/// At most `limit` steps are under way or wait; who adds one more waits for the oldest. A step that throws ends the
/// chain: no later one runs, and whoever waits next hears of it.
struct Chain<Value: Sendable>: Sendable {
    private let first: Value
    private let limit: Int
    private var steps: [Task<Value, any Error>] = []

    init(_ first: Value, limit: Int) {
        self.first = first
        self.limit = limit
    }

    /// Adds a step.
    ///
    /// - Throws: what an earlier step threw.
    mutating func then(_ step: @escaping @Sendable (Value) async throws -> Value) async throws {
        let (first, last) = (first, steps.last)
        steps.append(Task { try await step(try await last?.value ?? first) })
        // The last one is kept: the next step begins with its value.
        if steps.count > limit { _ = try await steps.removeFirst().value }
    }

    /// What the last step gave.
    ///
    /// - Throws: what a step threw.
    func finish() async throws -> Value {
        try await steps.last?.value ?? first
    }

    /// Waits until no step runs any more, whatever became of them.
    func settle() async {
        for step in steps {
            step.cancel()
            _ = await step.result
        }
    }
}
