import SQLAccess
import Vocabulary

extension ObjectService {
    /// Copies a large object that is read by its manifest into another account, where nobody would find its segments: what
    /// it gives its readers becomes content of its own. Nil for all other transfers.
    ///
    /// - Throws: as `transfer`; conflict for a segment that is gone; requestEntityTooLarge for more than may be put together.
    func copyAssembled(
        _ transfer: Transfer, draft: ObjectDraft, for user: UserID
    ) async throws -> WrittenObject? {
        guard !transfer.isMove, transfer.delimiter == nil, transfer.source.account != transfer.destination.account
        else { return nil }
        try await storage.database.read { try TransferRun.judge($0, transfer, draft, for: user) }
        let info = try await find(transfer.source, version: transfer.version, for: user)
        guard info.isPutTogether else { return nil }
        var draft = draft
        if case .onSource = transfer.conditions {
            try draft.precondition.check(info.version.checksum)
            draft.precondition = WritePrecondition()
        }
        draft.type = draft.type ?? info.version.type
        var metadata = info.metadata
        metadata[Self.manifestKey] = nil
        draft.metadata = .replace(draft.metadata.applied(to: metadata))
        if let deleteAt = info.system.deleteAt, !info.system.isExpired(at: storage.now()) {
            draft.system = draft.system.unlessSet(.deleteAt, SystemMetadata.text(deleteAt: deleteAt))
        }
        return try await put(
            transfer.destination, from: try await content(of: info, for: user), draft: draft, for: user)
    }
}
