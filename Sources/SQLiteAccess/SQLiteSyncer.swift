import Dispatch
import ObjectPool
import Synchronization

/// Brings commits to the disk and tells those who wait for them, on a thread beside the writer's, which works on the next
/// transaction meanwhile.
final class SQLiteSyncer: Sendable {
    private enum Job: Sendable {
        case commit(SQLiteCommit)
        /// Something is ahead of the disk.
        case ahead
    }

    private let log: SQLiteLog
    private let jobs = JobQueue<Job>(limit: .max)
    /// Answered already. The disk takes them with the next commit, or after `aheadTime`.
    private let ahead = Mutex<[SQLiteCommit]>([])
    private let count = Atomic(0)
    private let isAwaited = Atomic(false)
    /// Called on our thread when the disk has taken what was under way and somebody awaits that.
    private let whenDone: @Sendable () -> Void

    /// How long a commit may be ahead of the disk.
    private static let aheadTime = DispatchTimeInterval.milliseconds(50)

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
            try jobs.add(.commit(commit))
        } catch {
            finish([commit])
        }
    }

    /// Takes one over that nobody waits for.
    func addAhead(_ commit: SQLiteCommit) {
        let isFirst = ahead.withLock { ahead in
            ahead.append(commit)
            return ahead.count == 1
        }
        guard isFirst else { return }
        do throws(JobRefusal) {
            try jobs.add(.ahead)
        } catch {
            finish([])
        }
    }

    /// Brings one to the disk on the calling thread.
    func finishNow(_ commit: SQLiteCommit) {
        let together = takeAhead() + [commit]
        tell(together, Result { try bringToDisk(together) })
    }

    /// Works until it is closed and nothing waits.
    func run() {
        while let job = jobs.take() {
            var together: [SQLiteCommit] = []
            if case .commit(let commit) = job {
                together.append(commit)
            } else {
                together += take(within: Self.aheadTime)
            }
            while let next = jobs.takeIfReady() { if case .commit(let commit) = next { together.append(commit) } }
            finish(together)
            if isAwaited.load(ordering: .sequentiallyConsistent) { whenDone() }
        }
    }

    func close() { jobs.close() }

    /// The next commit that somebody waits for, if there is one in time.
    private func take(within time: DispatchTimeInterval) -> [SQLiteCommit] {
        let deadline = DispatchTime.now() + time
        while let job = jobs.take(before: deadline) {
            if case .commit(let commit) = job { return [commit] }
        }
        return []
    }

    /// Those ahead were committed before whatever is brought to the disk now.
    private func takeAhead() -> [SQLiteCommit] {
        ahead.withLock { ahead in
            defer { ahead = [] }
            return ahead
        }
    }

    /// Also what changed nothing rests on what it found: it fails with that.
    private func bringToDisk(_ together: [SQLiteCommit]) throws {
        if together.contains(where: \.isChange) { try log.bringToDisk() } else { try log.check() }
    }

    private func finish(_ awaited: [SQLiteCommit]) {
        let together = takeAhead() + awaited
        let result = Result { try bringToDisk(together) }
        // Before those who waited come with the next.
        count.subtract(awaited.count, ordering: .sequentiallyConsistent)
        tell(together, result)
    }

    private func tell(_ commits: [SQLiteCommit], _ result: Result<Void, any Error>) {
        for commit in commits {
            switch result {
            case .success: commit.deliver()
            case .failure(let error): commit.fail(error)
            }
        }
    }
}
