/// What `work` makes of each item, in their order, with so many under way at once.
///
/// - Throws: the first error; the rest is cancelled.
func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ work: @escaping @Sendable (Item) async throws -> Result
) async throws -> [Result] {
    if items.count == 1 { return [try await work(items[0])] }
    return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        for index in items.indices {
            if index >= width, let (done, result) = try await group.next() { results[done] = result }
            group.addTask { (index, try await work(items[index])) }
        }
        for try await (done, result) in group { results[done] = result }
        return results.compactMap(\.self)
    }
}
