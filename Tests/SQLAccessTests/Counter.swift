import Glibc
import Synchronization

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
