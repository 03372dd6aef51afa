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
