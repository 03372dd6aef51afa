/// A transaction that was committed, or rolled back, and those who wait to hear of it.
struct SQLiteCommit: Sendable {
    /// What ran in it, and what came of that.
    var writes: [(write: SQLiteWrite, outcome: SQLiteWrite.Outcome)]
    /// Whether it left something in the log that is to be durable.
    var isChange: Bool

    /// Whether nobody waits for the disk.
    var isAhead: Bool { writes.allSatisfy(\.write.isAhead) }

    /// Tells those who do not wait for the disk.
    func deliverAhead() {
        for (write, outcome) in writes where write.isAhead { Self.tell(write, outcome) }
    }

    /// Tells the others, and everyone that the disk has it.
    func deliver() {
        for (write, outcome) in writes {
            guard let whenDurable = write.whenDurable else {
                Self.tell(write, outcome)
                continue
            }
            if case .success = outcome { whenDurable() }
        }
    }

    /// Tells those who still wait that nobody knows what became of it.
    func fail(_ error: any Error) {
        for (write, _) in writes where !write.isAhead { write.fail(error) }
    }

    private static func tell(_ write: SQLiteWrite, _ outcome: SQLiteWrite.Outcome) {
        switch outcome {
        case .success(let deliver): deliver()
        case .failure(let error): write.fail(error)
        }
    }
}
