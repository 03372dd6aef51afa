import ObjectPool
import Synchronization

/// Brings commits to the disk and tells those who wait for them, on a thread beside the writer's, which works on the next
/// transaction meanwhile.
final class SQLiteSyncer: Sendable {
    private let log: SQLiteLog
    private let commits = JobQueue<SQLiteCommit>(limit: .max)
    private let count = Atomic(0)
    private let isAwaited = Atomic(false)
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
            finish([commit])
        }
    }

    /// Brings one to the disk on the calling thread.
    func finishNow(_ commit: SQLiteCommit) {
        do {
            try bringToDisk([commit])
            commit.deliver()
        } catch {
            commit.fail(error)
        }
    }

    /// Works until it is closed and nothing waits.
    func run() {
        while let first = commits.take() {
            var together = [first]
            while let next = commits.takeIfReady() { together.append(next) }
            finish(together)
            if isAwaited.load(ordering: .sequentiallyConsistent) { whenDone() }
        }
    }

    func close() { commits.close() }

    /// Also what changed nothing rests on what it found: it fails with that.
    private func bringToDisk(_ together: [SQLiteCommit]) throws {
        if together.contains(where: \.isChange) { try log.bringToDisk() } else { try log.check() }
    }

    private func finish(_ together: [SQLiteCommit]) {
        let result = Result { try bringToDisk(together) }
        // Before those who waited come with the next.
        count.subtract(together.count, ordering: .sequentiallyConsistent)
        for commit in together {
            switch result {
            case .success: commit.deliver()
            case .failure(let error): commit.fail(error)
            }
        }
    }
}
