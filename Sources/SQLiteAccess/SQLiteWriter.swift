import ObjectPool
import SQLAccess

/// Runs the closures that wait for the one connection that writes.
///
/// A commit waits for the disk, which takes longer than most transactions' statements. So those that queue up meanwhile
/// share the next commit: each runs in a savepoint of its own, and hears of its success only after the commit they
/// share. Should that fail, each is run again alone, so that nobody suffers from what another did.
struct SQLiteWriter {
    let connection: SQLiteConnection
    let queue: JobQueue<SQLiteWrite>

    /// How many closures share a commit at most.
    private static let sharersLimit = 64
    /// After this long no further one joins: those that are done want their answer.
    private static let gatheringTime = Duration.milliseconds(10)

    /// Works until the queue is closed and empty.
    func run() {
        while let write = queue.take() {
            if queue.isEmpty { runAlone(write) } else { runShared(write) }
        }
    }

    private func runAlone(_ write: SQLiteWrite) {
        do {
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            write.fail(error)
            return
        }
        switch write.run(Transaction(connection: connection)) {
        case .failure(let error):
            connection.rollBack()
            write.fail(error)
        case .success(let deliver):
            do {
                try connection.control("COMMIT")
                deliver()
            } catch {
                connection.rollBack()
                write.fail(error)
            }
        }
    }

    private func runShared(_ first: SQLiteWrite) {
        do {
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            first.fail(error)
            return
        }
        var writes = [first]
        do {
            let outcomes = try runInSavepoints(&writes)
            try connection.control("COMMIT")
            for (write, outcome) in zip(writes, outcomes) {
                switch outcome {
                case .success(let deliver): deliver()
                case .failure(let error): write.fail(error)
                }
            }
        } catch {
            connection.rollBack()
            for write in writes { runAlone(write) }
        }
    }

    /// Runs the first of `writes` and those that wait behind it, which are added to `writes`.
    ///
    /// - Throws: when the transaction is lost, not when a closure fails.
    private func runInSavepoints(_ writes: inout [SQLiteWrite]) throws -> [SQLiteWrite.Outcome] {
        let deadline = ContinuousClock.now + Self.gatheringTime
        var outcomes: [SQLiteWrite.Outcome] = []
        while let write = writes.last {
            outcomes.append(try runInSavepoint(write))
            guard writes.count < Self.sharersLimit, ContinuousClock.now < deadline, let next = queue.takeIfReady()
            else {
                break
            }
            writes.append(next)
        }
        return outcomes
    }

    private func runInSavepoint(_ write: SQLiteWrite) throws -> SQLiteWrite.Outcome {
        try connection.control("SAVEPOINT one_of_many")
        var outcome = write.run(Transaction(connection: connection))
        // A closure that swallowed the error of a statement has failed all the same.
        if case .success = outcome, let failure = connection.failure { outcome = .failure(failure) }
        if case .failure = outcome {
            try connection.control("ROLLBACK TO SAVEPOINT one_of_many")
        }
        try connection.control("RELEASE SAVEPOINT one_of_many")
        return outcome
    }
}
