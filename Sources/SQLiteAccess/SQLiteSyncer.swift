import ObjectPool
import Synchronization

/// Brings commits to the disk and tells those who wait for them, on a thread beside the writer's, which works on the next
/// transaction meanwhile.
final class SQLiteSyncer: Sendable {
    private let log: SQLiteLog
    private let commits = JobQueue<SQLiteCommit>(limit: .max)
    private let count = Atomic(0)
    private let isAwaited = Atomic(false)
    /// Held during a sync. The system tells one of two at once that the disk has failed, and the other that all is well.
    private let turn = Mutex(())
    /// Called on our thread when the disk has taken what was under way and somebody awaits that.
    private let whenDone: @Sendable () -> Void

    init(log: SQLiteLog, whenDone: @escaping @Sendable () -> Void) {
        self.log = log
        self.whenDone = whenDone
    }

    /// Whether commits are on their way to the disk.
    var isBusy: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

    /// Whether so many are that another had better wait.
    var isOverloaded: Bool { count.load(ordering: .relaxed) >= 8 }

    /// Says whether `whenDone` is to be called. Who asks for it looks at `isBusy` once more before waiting.
    func setAwaited(_ isAwaited: Bool) { self.isAwaited.store(isAwaited, ordering: .sequentiallyConsistent) }

    /// - Throws: `DatabaseError.unavailable` when the disk has failed before.
    func check() throws { try log.check() }

    /// Takes one over from the writer.
    func add(_ commit: SQLiteCommit) {
        count.add(1, ordering: .sequentiallyConsistent)
        do throws(JobRefusal) {
            try commits.add(commit)
        } catch {
            bringToDisk([commit], counted: 1)
        }
    }

    /// Brings one to the disk on the calling thread.
    func finishNow(_ commit: SQLiteCommit) { bringToDisk([commit], counted: 0) }

    /// Works until it is closed and nothing waits.
    func run() {
        while let first = commits.take() {
            var together = [first]
            while let next = commits.takeIfReady() { together.append(next) }
            bringToDisk(together, counted: together.count)
            if isAwaited.load(ordering: .sequentiallyConsistent) { whenDone() }
        }
    }

    func close() { commits.close() }

    /// - Parameter counted: how many of `count` are not on their way any more afterwards.
    private func bringToDisk(_ together: [SQLiteCommit], counted: Int) {
        turn.withLock { _ in
            // Also what changed nothing rests on what it found: it fails with that, and waits for others on their way.
            let isChange =
                together.contains(where: \.isChange) || count.load(ordering: .sequentiallyConsistent) > counted
            let result = Result { if isChange { try log.bringToDisk() } else { try log.check() } }
            // Before those who waited come with the next.
            count.subtract(counted, ordering: .sequentiallyConsistent)
            for commit in together {
                switch result {
                case .success: commit.answer()
                case .failure(let error): commit.fail(error)
                }
            }
        }
    }
}
