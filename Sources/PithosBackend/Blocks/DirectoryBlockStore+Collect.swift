import Glibc
import NIOPosix
public import Vocabulary

extension DirectoryBlockStore: CollectableStore {
    public var place: String { tree.blocks }

    public func now() async throws -> Timestamp {
        try await pool.runIfActive {
            let path = "\(tree.staging)/\(Self.temporaryName())"
            let file = try StagingFile(path: path)
            defer { unlink(file.path) }
            guard let stamp = try FileStamp(path: path) else { throw FileCalls.failure("stat", path) }
            return stamp.changed
        }
    }

    public func retire(
        _ kind: StoredKind, _ hashes: [BlockHash], untouchedSince moment: Timestamp, isDryRun: Bool
    ) async throws -> Retirement {
        await drain()
        let amount = try await sum(kind, hashes) {
            try retired.retire($0, untouchedSince: moment, isDryRun: isDryRun)
        }
        // Retired ones lie elsewhere and are not among what is listed.
        return Retirement(retired: amount, young: hashes.count - amount.count)
    }

    public func retired(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage {
        try await pool.runIfActive {
            let last = cursor.flatMap { BlockHash(hex: $0.text) }
            let hashes = try retired.list(kind, after: last, limit: limit)
            let next = hashes.count == limit ? hashes.last.map { StoredCursor($0.hex) } : nil
            return StoredPage(hashes: hashes, next: next, fraction: 1)
        }
    }

    public func bringBack(_ kind: StoredKind, _ hashes: [BlockHash]) async throws {
        try await pool.runIfActive { for hash in hashes { _ = try retired.bringBack(tree.place(kind, hash)) } }
    }

    public func discard(
        _ kind: StoredKind, _ hashes: [BlockHash], retiredBefore moment: Timestamp, isDryRun: Bool
    ) async throws -> StoredAmount {
        try await sum(kind, hashes) { try retired.discard($0, retiredBefore: moment, isDryRun: isDryRun) }
    }

    private func sum(
        _ kind: StoredKind, _ hashes: [BlockHash], _ work: @escaping @Sendable (HashedPlace) throws -> Int?
    ) async throws -> StoredAmount {
        try await pool.runIfActive {
            var amount = StoredAmount()
            for hash in hashes {
                if let bytes = try work(tree.place(kind, hash)) {
                    amount += StoredAmount(count: 1, bytes: Int64(bytes))
                }
            }
            return amount
        }
    }

    // MARK: - On the store's threads

    /// Keeps what lies at a place from collectors for the next hours; false where nothing of use does.
    func keep(_ place: HashedPlace) throws -> Bool {
        // It gets its name in a moment.
        if journal.content(of: place) != nil { return true }
        // A collector may be moving it, away or back: what is not in its place is looked for twice.
        for look in 0..<4 {
            guard let stamp = try FileStamp(path: place.path) else {
                guard try retired.bringBack(place) || look == 0 else { return false }
                continue
            }
            // A name without content is what a crash leaves of those who write under the name.
            guard stamp.isFile, stamp.size > 0 || place.hash == .empty else { return false }
            if stamp.changed > Timestamp.now() - touchInterval { return true }
            switch try FileCalls.touch(place.path) {
            case .done:
                // Else it was moved away while it was touched, and the mover may not have seen that.
                guard let touched = try FileStamp(path: place.path) else { continue }
                if touched.inode == stamp.inode { verifier.carryOver(place, from: stamp, to: touched) }
                return true
            case .missing: continue
            // Somebody else's file that we may not touch: it cannot be kept, so it is stored anew.
            case .refused: return false
            }
        }
        return false
    }

    /// Opens what lies at a place, from among the retired if need be; nil where nothing is.
    func findFile(_ place: HashedPlace) throws -> StoredFile? {
        for _ in 0..<2 {
            if let file = try StoredFile(place) { return file }
            _ = try retired.bringBack(place)
        }
        return nil
    }

    /// Whether something lies at a place, or will in a moment, or did before it was retired.
    func holds(_ place: HashedPlace) throws -> Bool {
        if journal.content(of: place) != nil { return true }
        for _ in 0..<2 {
            if let stamp = try FileStamp(path: place.path) {
                return stamp.isFile && (stamp.size > 0 || place.hash == .empty)
            }
            if retired.contains(place) { return true }
        }
        return false
    }
}
