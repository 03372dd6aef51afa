import ObjectPool
import Synchronization

/// Brings commits to the disk and tells those who wait for them, on a thread beside the writer's, which works on the next
/// transaction meanwhile.
final class SQLiteSyncer: Sendable {
    private let log: SQLiteLog
    private let commits = JobQueue<SQLiteCommit>(limit: .max)
    private let count = Atomic(0)
    /// Called on our thread when the disk has taken what was under way.
    private let whenDone: @Sendable () -> Void

    init(log: SQLiteLog, whenDone: @escaping @Sendable () -> Void) {
        self.log = log
        self.whenDone = whenDone
    }

    /// Whether commits are on their way to the disk.
    var isBusy: Bool { count.load(ordering: .acquiring) > 0 }

    /// - Throws: `DatabaseError.unavailable` when the disk has failed before.
    func check() throws { try log.check() }

    /// Takes one over from the writer.
    func add(_ commit: SQLiteCommit) {
        count.add(1, ordering: .acquiringAndReleasing)
        do throws(JobRefusal) {
            try commits.add(commit)
        } catch {
            finish([commit])
        }
    }

    /// Brings one to the disk on the calling thread.
    func finishNow(_ commit: SQLiteCommit) {
        do {
            if commit.isChange { try log.bringToDisk() }
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
            whenDone()
        }
    }

    func close() { commits.close() }

    private func finish(_ together: [SQLiteCommit]) {
        let result = Result { if together.contains(where: \.isChange) { try log.bringToDisk() } }
        // Before those who waited come with the next.
        count.subtract(together.count, ordering: .acquiringAndReleasing)
        for commit in together {
            switch result {
            case .success: commit.deliver()
            case .failure(let error): commit.fail(error)
            }
        }
    }
}
