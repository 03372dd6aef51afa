import Glibc
import Synchronization

/// Lets closures on different threads wait for each other's progress.
final class Gate: Sendable {
    enum Step { case hasRead, hasWritten }

    private let reached = Mutex<Set<Step>>([])

    func open(_ step: Step) { reached.withLock { _ = $0.insert(step) } }

    func isOpen(_ step: Step) -> Bool { reached.withLock { $0.contains(step) } }

    /// Blocks the calling thread, ten seconds at most.
    func wait(for step: Step) {
        for _ in 0..<10_000 where !isOpen(step) { usleep(1_000) }
    }

    /// Suspends the calling task, ten seconds at most.
    func waited(for step: Step) async {
        for _ in 0..<10_000 where !isOpen(step) { try? await Task.sleep(for: .milliseconds(1)) }
    }
}

/// Counts what closures on several threads do.
final class Counter: Sendable {
    private let count = Atomic(0)

    /// One more; returns how many it is now.
    @discardableResult
    func add() -> Int { count.add(1, ordering: .relaxed).newValue }

    var value: Int { count.load(ordering: .relaxed) }

    /// Blocks the calling thread until there are so many, ten seconds at most.
    func wait(for number: Int) {
        for _ in 0..<10_000 where value < number { usleep(1_000) }
    }
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
