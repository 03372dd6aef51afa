/// A transaction that was committed, or rolled back, and those who wait to hear of it.
struct SQLiteCommit: Sendable {
    /// What ran in it, and what came of that.
    var writes: [(write: SQLiteWrite, outcome: SQLiteWrite.Outcome)]
    /// Whether it left something in the log that is to be durable.
    var isChange: Bool

    /// Tells everyone what came of it.
    func answer() {
        for (write, outcome) in writes {
            switch outcome {
            case .success(let deliver): deliver()
            case .failure(let error): write.fail(error)
            }
        }
    }

    /// Tells everyone that nobody knows what became of it.
    func fail(_ error: any Error) {
        for (write, _) in writes { write.fail(error) }
    }
}
