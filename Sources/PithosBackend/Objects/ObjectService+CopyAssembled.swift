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
        guard info.isReadByManifest else { return nil }
        var draft = draft
        if case .onSource = transfer.conditions {
            try draft.precondition.check(info.version.checksum)
            draft.precondition = WritePrecondition()
        }
        draft.type = draft.type ?? info.version.type
        draft.metadata = .replace(draft.metadata.applied(to: info.metadata))
        return try await put(
            transfer.destination, from: try await content(of: info, for: user), draft: draft, for: user)
    }
}
