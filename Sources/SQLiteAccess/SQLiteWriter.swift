import Dispatch
import Glibc
import ObjectPool
import SQLAccess

/// Runs the closures that wait for the one connection that writes.
///
/// The disk takes longer to make a commit durable than most transactions take for their statements. So while one commit is
/// on its way to the disk those that come run already, and share the next commit as soon as the disk is free:
///
///     run ─▶ commit ─▶ sync ─▶ answer
///            run · run · run ─▶ commit ─▶ sync ─▶ answer
///
/// Nobody hears of anything before the commit it rests on is durable. Nobody suffers from what another did: where one of
/// them fails and leaves changes, all are run again, each in a savepoint of its own; where the shared commit fails, each
/// is run again alone. A savepoint copies every page that changes inside it, so it is for those who need it.
struct SQLiteWriter {
    let connection: SQLiteConnection
    let queue: JobQueue<SQLiteWriterJob>
    /// Nil where nothing has to be durable.
    let syncer: SQLiteSyncer?

    /// How many closures share a commit at most.
    private static let sharersLimit = 64
    /// After this long no further one joins: those that are done want their answer.
    private static let gatheringTime = DispatchTimeInterval.milliseconds(10)
    /// How long the database is ours without a pause, and the pause: other processes want to write, too.
    private static let turn = Duration.milliseconds(100)
    private static let pause: useconds_t = 2_000

    /// Works until the queue is closed and empty.
    func run() {
        var turnBegan = ContinuousClock.now
        while true {
            if let job = queue.takeIfReady() {
                if turnBegan.duration(to: .now) > Self.turn {
                    usleep(Self.pause)
                    turnBegan = .now
                }
                run(job)
            } else {
                guard let job = queue.take() else { return }
                turnBegan = .now
                run(job)
            }
        }
    }

    private func run(_ job: SQLiteWriterJob) {
        guard case .write(let write) = job else { return }
        do {
            try syncer?.check()
            if queue.isEmpty, syncer?.isBusy != true { runAlone(write) } else { try runShared(write) }
        } catch {
            write.fail(error)
        }
    }

    private func runAlone(_ write: SQLiteWrite) {
        let pages = connection.pagesWritten
        let outcome: SQLiteWrite.Outcome
        do {
            try connection.control("BEGIN IMMEDIATE")
            outcome = write.run(Transaction(connection: connection))
            if case .success = outcome { try connection.control("COMMIT") } else { connection.rollBack() }
        } catch {
            connection.rollBack()
            return pass(SQLiteCommit(writes: [(write, .failure(error))], isChange: false))
        }
        pass(SQLiteCommit(writes: [(write, outcome)], isChange: connection.pagesWritten != pages))
    }

    /// Hands a commit on. Of one who came alone the next comes when he is answered: for him the writer itself waits for the
    /// disk, which saves a change of thread.
    private func pass(_ commit: SQLiteCommit) {
        guard let syncer else { return commit.answer() }
        let isAlone = commit.writes.count == 1 && queue.isEmpty && !syncer.isBusy
        if isAlone || syncer.isOverloaded {
            syncer.finishNow(commit)
        } else {
            syncer.add(commit)
        }
    }

    /// - Throws: when no transaction can be begun.
    private func runShared(_ first: SQLiteWrite) throws {
        var writes = [first]
        try connection.control("BEGIN IMMEDIATE")
        do {
            do {
                try commitTogether(&writes, runOpenly)
            } catch is Uncleared {
                connection.rollBack()
                try connection.control("BEGIN IMMEDIATE")
                try commitTogether(&writes, runInSavepoint)
            }
        } catch {
            connection.rollBack()
            for write in writes { runAlone(write) }
        }
    }

    /// Runs `writes`, and behind them those that wait or come while the disk is busy with what was committed before;
    /// these are added to `writes`.
    ///
    /// - Throws: when the transaction is lost, not when a closure fails.
    private func commitTogether(
        _ writes: inout [SQLiteWrite], _ run: (SQLiteWrite) throws -> SQLiteWrite.Outcome
    ) throws {
        let pages = connection.pagesWritten
        let deadline = DispatchTime.now() + Self.gatheringTime
        var outcomes: [SQLiteWrite.Outcome] = []
        while outcomes.count < writes.count {
            outcomes.append(try run(writes[outcomes.count]))
            let isLast = outcomes.count == writes.count && writes.count < Self.sharersLimit
            if isLast, let next = next(before: deadline) { writes.append(next) }
        }
        try connection.control("COMMIT")
        pass(
            SQLiteCommit(
                writes: zip(writes, outcomes).map { (write: $0, outcome: $1) },
                isChange: connection.pagesWritten != pages))
    }

    /// The next closure that may join; nil when it is time to commit.
    private func next(before deadline: DispatchTime) -> SQLiteWrite? {
        syncer?.setAwaited(true)
        defer { syncer?.setAwaited(false) }
        while DispatchTime.now() < deadline {
            let isBusy = syncer?.isBusy == true
            switch isBusy ? queue.take(before: deadline) : queue.takeIfReady() {
            case .write(let write): return write
            case .lookAgain: continue
            case nil: return nil
            }
        }
        return nil
    }

    /// What a closure that failed has changed stands among what others did.
    private struct Uncleared: Error {}

    private func runOpenly(_ write: SQLiteWrite) throws -> SQLiteWrite.Outcome {
        let changes = connection.changesBegun
        let outcome = write.run(Transaction(connection: connection))
        if connection.failure != nil { throw Uncleared() }
        if case .failure = outcome, connection.changesBegun != changes { throw Uncleared() }
        return outcome
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
