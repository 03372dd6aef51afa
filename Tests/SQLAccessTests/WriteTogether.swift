import SQLAccess

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
