import Dispatch
import ObjectPool
import Synchronization

/// Brings commits to the disk and tells those who wait for them, on a thread beside the writer's, which works on the next
/// transaction meanwhile.
///
/// A commit that nobody waits for is ahead of the disk: it goes there with the next one, or after `aheadTime`.
final class SQLiteSyncer: Sendable {
    private enum Job: Sendable {
        case commit(SQLiteCommit)
        /// Something is ahead of the disk.
        case ahead
    }

    /// Answered, and not on the disk yet.
    private struct Ahead {
        var commits: [SQLiteCommit] = []
        /// Of the first of them.
        var since = ContinuousClock.now
    }

    private let log: SQLiteLog
    private let jobs = JobQueue<Job>(limit: .max)
    private let ahead = Mutex(Ahead())
    private let count = Atomic(0)
    private let isAwaited = Atomic(false)
    /// Held during a sync. The system tells one of two at once that the disk has failed, and the other that all is well.
    private let turn = Mutex(())
    private let aheadLimit: Duration
    private let whenDone: @Sendable () -> Void

    /// How long a commit waits for one to go to the disk with.
    private static let aheadTime = DispatchTimeInterval.milliseconds(50)

    /// - Parameters:
    ///   - aheadLimit: how long the disk may take before nothing more is ahead of it.
    ///   - whenDone: called on our thread when the disk has taken what was under way and somebody awaits that.
    init(log: SQLiteLog, aheadLimit: Duration, whenDone: @escaping @Sendable () -> Void) {
        self.log = log
        self.aheadLimit = aheadLimit
        self.whenDone = whenDone
    }

    /// Whether commits are on their way to the disk.
    var isBusy: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

    /// Whether so many are that another had better wait.
    var isOverloaded: Bool { count.load(ordering: .relaxed) >= 8 }

    /// Whether the disk is quick enough for a commit to be ahead of it.
    var mayRunAhead: Bool {
        ahead.withLock { $0.commits.isEmpty || $0.since.duration(to: .now) < aheadLimit }
    }

    /// Says whether `whenDone` is to be called. Who asks for it looks at `isBusy` once more before waiting.
    func setAwaited(_ isAwaited: Bool) { self.isAwaited.store(isAwaited, ordering: .sequentiallyConsistent) }

    /// - Throws: `DatabaseError.unavailable` when the disk has failed before.
    func check() throws { try log.check() }

    /// Takes one over from the writer.
    func add(_ commit: SQLiteCommit) {
        count.add(1, ordering: .sequentiallyConsistent)
        add(.commit(commit)) { bringToDisk([commit], counted: 1) }
    }

    /// Takes one over that was answered.
    func addAhead(_ commit: SQLiteCommit) {
        let isFirst = ahead.withLock { ahead in
            if ahead.commits.isEmpty { ahead.since = .now }
            ahead.commits.append(commit)
            return ahead.commits.count == 1
        }
        if isFirst { add(.ahead) { bringToDisk([], counted: 0) } }
    }

    /// Brings one to the disk on the calling thread.
    func finishNow(_ commit: SQLiteCommit) { bringToDisk([commit], counted: 0) }

    /// Works until it is closed and nothing waits.
    func run() {
        while let job = jobs.take() {
            var together: [SQLiteCommit] = []
            switch job {
            case .commit(let commit): together.append(commit)
            case .ahead: together += take(within: Self.aheadTime)
            }
            while let next = jobs.takeIfReady() { if case .commit(let commit) = next { together.append(commit) } }
            // What is ahead is under way, too.
            count.add(1, ordering: .sequentiallyConsistent)
            bringToDisk(together, counted: together.count + 1)
            if isAwaited.load(ordering: .sequentiallyConsistent) { whenDone() }
        }
    }

    func close() { jobs.close() }

    private func add(_ job: Job, orElse finish: () -> Void) {
        do throws(JobRefusal) { try jobs.add(job) } catch { finish() }
    }

    /// The next commit that somebody waits for, if there is one in time.
    private func take(within time: DispatchTimeInterval) -> [SQLiteCommit] {
        let deadline = DispatchTime.now() + time
        while let job = jobs.take(before: deadline) {
            if case .commit(let commit) = job { return [commit] }
        }
        return []
    }

    /// Brings commits to the disk, and all that are ahead of it, since those were made before.
    ///
    /// - Parameter counted: how many of `count` are not on their way any more afterwards.
    private func bringToDisk(_ awaited: [SQLiteCommit], counted: Int) {
        turn.withLock { _ in
            let ahead = ahead.withLock { ahead in
                defer { ahead.commits = [] }
                return ahead.commits
            }
            // Also what changed nothing rests on what it found: it fails with that, and waits for others on their way.
            let isChange =
                ahead.contains(where: \.isChange) || awaited.contains(where: \.isChange)
                || count.load(ordering: .sequentiallyConsistent) > counted
            let result = Result { if isChange { try log.bringToDisk() } else { try log.check() } }
            // Before those who waited come with the next.
            count.subtract(counted, ordering: .sequentiallyConsistent)
            switch result {
            case .success:
                for commit in ahead { commit.confirm() }
                for commit in awaited {
                    commit.confirm()
                    commit.answer()
                }
            case .failure(let error):
                for commit in awaited { commit.fail(error) }
            }
        }
    }
}
