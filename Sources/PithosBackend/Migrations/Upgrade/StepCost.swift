import SQLAccess

/// What a step goes through, and how long that takes a row. Measured with a million versions, see
/// docs/operators/upgrade.md.
struct StepCost: Sendable {
    var tables: [String]
    var microsecondsPerRow: Double

    init(_ revision: SchemaRevision, _ dialect: Dialect) {
        let all = ["nodes", "versions", "attributes"]
        (tables, microsecondsPerRow) =
            switch (revision.migration, dialect) {
            case (nil, _): (OriginalStep.all.first { $0.revision.id == revision.id }?.rowsOf.map { [$0] } ?? [], 8)
            case (PithosMigrations.original.number, .postgres): ([], 0)
            case (PithosMigrations.original.number, .sqlite): (all, 6)
            case (PithosMigrations.ours.number, _): (["attributes"], 6)
            default: (["versions"], 3)
            }
    }
}
