import NIOPosix
public import PithosBackend
public import Vocabulary

/// Collecting garbage in a cluster. An object has its time of change, and a mark where it is retired; both change in one
/// step with a look at what they were, so nobody's touch is overlooked. What is retired can be read where it is. An empty
/// object in a part of the pool for itself says which ones are, so that they can be listed; who uses one again leaves
/// that for the next collection to clear.
extension RadosBlockStore: CollectableStore {
    public var place: String { "\(options.cephConf) \(options.blocksPool) \(options.mapsPool) \(options.namespace)" }

    /// The clients of a cluster give its objects their times.
    public func now() async throws -> Timestamp { .now() }

    /// Keeps an object from collectors for the next hours; false where there is none.
    func keep(_ hash: BlockHash, in objects: RadosPool) async throws -> Bool {
        guard let state = try await objects.state(hash) else { return false }
        if !state.isRetired, state.status.modified > .now() - touchInterval { return true }
        return try await objects.mark(hash, isRetired: false)
    }

    public func retire(
        _ kind: StoredKind, _ hashes: [BlockHash], untouchedSince moment: Timestamp, isDryRun: Bool
    ) async throws -> Retirement {
        let (objects, marks) = (try await objects(kind), try await objects(kind, .retired))
        let outcomes = try await inParallel(hashes.filter { $0 != .empty }, width: Self.width) { hash in
            try await Self.retire(hash, objects, marks, untouchedSince: moment, isDryRun: isDryRun)
        }
        return outcomes.reduce(into: Retirement()) { $0 += $1 }
    }

    private static func retire(
        _ hash: BlockHash, _ objects: RadosPool, _ marks: RadosPool, untouchedSince moment: Timestamp, isDryRun: Bool
    ) async throws -> Retirement {
        guard let state = try await objects.state(hash) else { return Retirement() }
        if state.isRetired {
            // Somebody else's collection may have cleared that while this one retired it.
            if !isDryRun, try await marks.status(hash) == nil { try await marks.makeEmpty(hash) }
            return Retirement()
        }
        let young = Retirement(young: 1)
        guard state.status.modified + wholeSecond <= moment else { return young }
        let retired = Retirement(retired: StoredAmount(count: 1, bytes: Int64(state.status.size)))
        guard !isDryRun else { return retired }
        // First, so that nothing is retired that no list has.
        try await marks.makeEmpty(hash)
        return try await objects.mark(hash, isRetired: true, at: state.version) ? retired : young
    }

    /// Of the second an object tells, its change may have been at the end.
    private static let wholeSecond = Duration.seconds(1)

    public func retired(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage {
        let marks = try await objects(kind, .retired)
        return try await pool.runIfActive { try marks.list(after: cursor, limit: limit) }
    }

    public func bringBack(_ kind: StoredKind, _ hashes: [BlockHash]) async throws {
        let (objects, marks) = (try await objects(kind), try await objects(kind, .retired))
        _ = try await inParallel(hashes, width: Self.width) { hash in
            _ = try await objects.mark(hash, isRetired: false)
            try await marks.remove(hash)
        }
    }

    public func discard(
        _ kind: StoredKind, _ hashes: [BlockHash], retiredBefore moment: Timestamp, isDryRun: Bool
    ) async throws -> StoredAmount {
        let (objects, marks) = (try await objects(kind), try await objects(kind, .retired))
        let amounts = try await inParallel(hashes, width: Self.width) { hash in
            try await Self.discard(hash, objects, marks, retiredBefore: moment, isDryRun: isDryRun)
        }
        return amounts.reduce(into: StoredAmount()) { $0 += $1 }
    }

    private static func discard(
        _ hash: BlockHash, _ objects: RadosPool, _ marks: RadosPool, retiredBefore moment: Timestamp, isDryRun: Bool
    ) async throws -> StoredAmount {
        let state = try await objects.state(hash)
        if let state, state.isRetired {
            guard state.status.modified + wholeSecond <= moment else { return StoredAmount() }
            let amount = StoredAmount(count: 1, bytes: Int64(state.status.size))
            guard !isDryRun else { return amount }
            // Somebody uses it since a moment ago.
            guard try await objects.remove(hash, at: state.version) else { return StoredAmount() }
            try await marks.remove(hash)
            return amount
        }
        // In use again, or gone.
        if !isDryRun { try await marks.remove(hash) }
        return StoredAmount()
    }
}
