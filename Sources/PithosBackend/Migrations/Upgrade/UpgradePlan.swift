import SQLAccess

/// What will be done to a database, in order, and how long it will probably take.
public struct UpgradePlan: Sendable {
    /// One step to the next revision.
    public struct Step: Sendable, Hashable {
        /// Where it leads.
        public var revision: SchemaRevision
        /// Rows it goes through.
        public var rows: Int64
        /// As measured on one machine; another may be several times slower or faster.
        public var estimatedSeconds: Double
    }

    public var survey: SchemaSurvey
    public var target: SchemaRevision
    /// Empty when the database is there already.
    public var steps: [Step]

    public var estimatedSeconds: Double { steps.reduce(0) { $0 + $1.estimatedSeconds } }

    /// - Throws: `SchemaUpgradeError` when no way of this program leads there.
    init(_ survey: SchemaSurvey, to target: SchemaRevision, dialect: Dialect) throws {
        self.survey = survey
        self.target = target
        steps = try Self.revisions(survey.state, target).map { revision in
            let cost = StepCost(revision, dialect)
            let rows = cost.tables.reduce(0) { $0 + (survey.rows[$1] ?? 0) }
            return Step(
                revision: revision, rows: rows, estimatedSeconds: Double(rows) * cost.microsecondsPerRow / 1_000_000)
        }
    }

    /// Those that are gone through, in order.
    static func revisions(_ state: SchemaState, _ target: SchemaRevision) throws -> [SchemaRevision] {
        let current: SchemaRevision
        switch state {
        case .empty:
            guard target.migration != nil else {
                throw SchemaUpgradeError(
                    "The database is empty. A new one gets our own schema: `pithos-migrate initdb`.")
            }
            return SchemaRevision.all.filter { $0.migration != nil && $0.place <= target.place }
        case .unversioned(let likely):
            throw SchemaUpgradeError(
                "The database has the original's tables and does not tell their revision. They look like \(likely). "
                    + "If that is the release which ran on it last, say `pithos-migrate stamp \(likely.id)` and come again."
            )
        case .original(let revision):
            guard revision.number >= OriginalRevision.oldest.number else {
                throw SchemaUpgradeError(
                    "The database is at revision \(revision). Bring it to \(OriginalRevision.oldest) with "
                        + "Synnefo 0.14 first, which knows the users' old names.")
            }
            current = .original(revision)
        case .ours(let number):
            guard let revision = SchemaRevision.ours(number) else {
                throw SchemaUpgradeError(
                    "The database is at migration \(number) of a newer version of this program. Use that version.")
            }
            current = revision
        }
        guard target.place >= current.place else {
            throw SchemaUpgradeError(
                "The database is at \(current.id), which comes after \(target.id). "
                    + "To go back, see docs/operators/upgrade.md.")
        }
        let isAdopted = target.migration != nil && current.migration == nil
        return SchemaRevision.all.filter { revision in
            // What comes after 0.14.2 is done by a migration of ours, in the form that ours has.
            let isSkipped =
                isAdopted && revision.migration == nil && revision.place > OriginalRevision.newestOf014.number
            return revision.place > current.place && revision.place <= target.place && !isSkipped
        }
    }
}
