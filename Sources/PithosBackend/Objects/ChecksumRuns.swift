/// Computes the MD5s of content that came as hashmaps, when somebody wants them: each once, however many ask for it
/// meanwhile.
actor ChecksumRuns {
    private struct Content: Hashable {
        var node: Node.ID
        var hash: BlockHash?
        var size: Int64

        init(_ version: NodeVersion) {
            (node, hash, size) = (version.node, version.hash, version.size)
        }
    }

    private var running: [Content: Task<String, any Error>] = [:]
    /// Nobody waits for these: they are computed, or wait for their turn.
    private var begun: Set<Content> = []
    /// Could not be computed a moment ago.
    private var failed: Set<Content> = []
    private let turns = Turns()

    /// Of those that nobody waits for, at once: each takes a processor for as long as the content is.
    private static let atOnce = 2
    private static let begunMax = 16
    /// What has failed is damaged, and is not read again so soon.
    private static let pause = Duration.seconds(60)

    /// Goes on when who asks goes away: what was computed is kept for the next.
    func checksum(
        of version: NodeVersion, compute: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        let content = Content(version)
        if let task = running[content] { return try await task.value }
        let task = Task { try await compute() }
        running[content] = task
        defer { running[content] = nil }
        return try await task.value
    }

    /// Has something computed while nobody waits for it, unless much is being computed already.
    ///
    /// - Parameter compute: says whether it could be done.
    func begin(_ version: NodeVersion, compute: @escaping @Sendable () async -> Bool) {
        let content = Content(version)
        guard begun.count < Self.begunMax, !failed.contains(content), begun.insert(content).inserted else { return }
        let turn = "\((version.hash?.firstByte ?? 0) % Self.atOnce)"
        Task {
            await turns.begin(turn)
            let isDone = await compute()
            turns.end(turn)
            begun.remove(content)
            guard !isDone else { return }
            failed.insert(content)
            // Nobody cancels it.
            try? await Task.sleep(for: Self.pause)
            failed.remove(content)
        }
    }
}
