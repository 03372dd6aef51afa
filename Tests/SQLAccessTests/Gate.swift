import Glibc
import SQLAccess
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

/// Runs `body` for each number in a write of its own, all of which wait for their turn at the same moment; returns the
/// numbers whose write failed.
func writeTogether(
    _ numbers: Range<Int>, to db: any Database, _ body: @escaping @Sendable (Int, Transaction) throws -> Void
) async throws -> Set<Int> {
    let gate = Gate()
    let asked = Counter()
    // Keeps SQLite's only writer busy until all have asked.
    async let first: Void = db.write { _ in gate.wait(for: .hasRead) }
    let failed = await withTaskGroup(of: Int?.self) { group in
        for number in numbers {
            group.addTask {
                asked.add()
                do {
                    try await db.write { tx in try body(number, tx) }
                    return nil
                } catch { return number }
            }
        }
        group.addTask {
            for _ in 0..<10_000 where asked.value < numbers.count { try? await Task.sleep(for: .milliseconds(1)) }
            gate.open(.hasRead)
            return nil
        }
        return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
    }
    try await first
    return failed
}

/// In bytes; 0 when there is none.
func fileSize(_ path: String) -> Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : 0
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
