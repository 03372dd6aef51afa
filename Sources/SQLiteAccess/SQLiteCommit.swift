/// A transaction that was committed, or rolled back, and those who wait to hear of it.
struct SQLiteCommit: Sendable {
    /// What ran in it, and what came of that.
    var writes: [(write: SQLiteWrite, outcome: SQLiteWrite.Outcome)]
    /// Whether it left something in the log that is to be durable.
    var isChange: Bool

    /// Whether nobody waits for the disk.
    var isAhead: Bool { writes.allSatisfy { $0.write.whenDurable != nil } }

    /// Whether the disk matters to nobody: nothing came of it.
    var isFailure: Bool { !isChange && !writes.contains { if case .success = $0.outcome { true } else { false } } }

    /// Tells everyone what came of it.
    func answer() {
        for (write, outcome) in writes {
            switch outcome {
            case .success(let deliver): deliver()
            case .failure(let error): write.fail(error)
            }
        }
    }

    /// Tells those who asked for that that the disk has it.
    func confirm() {
        for case (let write, .success) in writes { write.whenDurable?() }
    }

    /// Tells everyone that nobody knows what became of it.
    func fail(_ error: any Error) {
        for (write, _) in writes { write.fail(error) }
    }
}
