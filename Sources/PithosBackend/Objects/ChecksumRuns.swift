/// Computes the MD5s of content that came as hashmaps, when somebody wants them: each once, however many ask for it
/// meanwhile, and two at a time, since each takes a processor for as long as the content is.
actor ChecksumRuns {
    private struct Content: Hashable {
        var hash: BlockHash?
        var size: Int64
    }

    private var running: [Content: Task<String, any Error>] = [:]
    private let turns = Turns()
    private static let atOnce = 2

    /// How many are being computed, or wait for that.
    var count: Int { running.count }

    /// Goes on when who asks goes away: what was computed is kept for the next.
    func checksum(
        of version: NodeVersion, compute: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        let content = Content(hash: version.hash, size: version.size)
        if let task = running[content] { return try await task.value }
        let turn = "\((version.hash?.firstByte ?? 0) % Self.atOnce)"
        let task = Task { [turns] in
            await turns.begin(turn)
            defer { turns.end(turn) }
            return try await compute()
        }
        running[content] = task
        defer { running[content] = nil }
        return try await task.value
    }
}
