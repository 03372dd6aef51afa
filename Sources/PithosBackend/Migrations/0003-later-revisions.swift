import SQLAccess

extension PithosMigrations {
    /// What the original's revisions up to 5adc52055209 (0.16 to 0.21) added, in the form we have it: their columns and
    /// what they did to rows, without their indexes, and without the name of a map where the hash tells it.
    static let laterRevisions = Migration(3, "later-revisions") { tx in
        let revision = try OriginalRevision.current(tx)
        // First, so that what follows need not keep them.
        try LaterIndexes.drop(tx)
        try LaterColumns(tx: tx).ensure()
        for step in OriginalStep.all where step.revision.number > revision.number { try step.data?(tx) }
        try tx.run("UPDATE versions SET mapfile = NULL WHERE mapfile = hash")
        if tx.dialect == .postgres { try tx.run("DROP SEQUENCE IF EXISTS mapfile_seq") }
        try OriginalRevision.newest.record(tx)
    }
}
