import SQLAccess

/// What a step goes through, and how long that takes a row: measured with a million versions, see
/// docs/operators/upgrade.md.
struct StepCost: Sendable {
    /// None for a step that takes no longer with many rows than with few.
    var tables: [String]
    var microsecondsPerRow: Double

    init(_ revision: SchemaRevision, _ dialect: Dialect) {
        let isSQLite = dialect == .sqlite
        switch revision.migration {
        case nil:
            tables = OriginalStep.all.first { $0.revision.id == revision.id }?.rowsOf.map { [$0] } ?? []
            // Those two write every row; the others make an index or look at the rows.
            let writesRows = [OriginalStep.attributeNodes, .mapFiles].contains { $0.revision.id == revision.id }
            microsecondsPerRow = writesRows ? (isSQLite ? 5 : 30) : 5
        case PithosMigrations.original.number:
            tables = isSQLite ? SQLiteRebuild.reportedTables : []
            microsecondsPerRow = 8
        case PithosMigrations.ours.number:
            tables = ["attributes"]
            microsecondsPerRow = isSQLite ? 2 : 8
        case PithosMigrations.laterRevisions.number:
            tables = ["versions"]
            microsecondsPerRow = 2
        case PithosMigrations.metadataIndex.number:
            tables = ["attributes"]
            microsecondsPerRow = isSQLite ? 3 : 20
        case PithosMigrations.systemMetadata.number, PithosMigrations.accountsAhead.number,
            PithosMigrations.countsAnew.number, PithosMigrations.containerState.number:
            // New tables, empty, and columns that no row needs to be written for.
            tables = []
            microsecondsPerRow = 0
        case PithosMigrations.containersCounted.number:
            tables = ["versions"]
            microsecondsPerRow = 1
        default:
            tables = ["versions"]
            microsecondsPerRow = 2
        }
    }
}
