import SQLAccess

/// What a backup holds, as far as that can be told without restoring it.
struct BackupContents: Sendable, Hashable {
    /// By table; a table that is not here is not in the backup.
    var rows: [String: Int64] = [:]
    /// Whether `rows` is exact and has the empty tables, which it has not where a dump has statements of INSERT.
    var isExact = true
    /// What `alembic_version` says.
    var original: [String] = []
    /// The newest of our migrations; nil when none has run.
    var ours: Int?

    /// Nil when it tells none, or one that this program does not know.
    var state: SchemaState? {
        if let ours { return .ours(ours) }
        guard original.count == 1 else { return nil }
        return OriginalRevision.find(original[0]).map { .original($0) }
    }

    /// - Parameters:
    ///   - tables: of the database that it should be a backup of.
    ///   - target: where the database shall go.
    /// - Returns: what is wrong with it, to follow its name; nil when nothing is.
    func complaint(_ survey: SchemaSurvey, tables: [String], target: SchemaRevision) -> String? {
        let comparison = comparison(survey, target)
        let isOlder = comparison == .before
        // Two tables the original's service makes at its start and its migrations do not; we make them.
        let made: Set<String> = isOlder ? ["config", "qh_serials"] : []
        let wanted = isExact ? tables.filter { !made.contains($0) } : ["nodes", "versions"]
        let missing = wanted.filter { rows[$0] == nil }
        guard missing.isEmpty else {
            return "has no rows of \(missing.joined(separator: ", ")): it is a backup of another database, of its "
                + "schema only, or of a part of it."
        }
        if case .other(let found) = comparison {
            let own = survey.revision?.id ?? "\(survey.state)"
            return "is a backup of a database at \(found); this one is at \(own)."
        }
        guard isExact else { return nil }
        for table in ["nodes", "versions"] {
            let (saved, live) = (rows[table] ?? 0, survey.rows[table] ?? 0)
            // A database that was taken over has got a root where it had none.
            let isRoot = isOlder && table == "nodes" && saved + 1 == live
            guard saved == live || isRoot else {
                return "has \(saved) rows of \(table), the database has \(live): it is a backup of another database "
                    + "or of another moment. With the services stopped make a new one."
            }
        }
        return nil
    }

    private enum Comparison: Equatable {
        case same
        /// An upgrade to the target that began at its revision and was interrupted leaves a database where this one is.
        case before
        case other(String)
    }

    private func comparison(_ survey: SchemaSurvey, _ target: SchemaRevision) -> Comparison {
        guard let state else {
            // A dump of some tables as statements of INSERT need not have this one.
            if !isExact, original.isEmpty { return .same }
            return .other(original.isEmpty ? "no revision" : original.joined(separator: " and "))
        }
        if state == survey.state { return .same }
        let way = (try? UpgradePlan.revisions(state, target)) ?? []
        if let revision = survey.revision, way.contains(revision) { return .before }
        return .other("\(state)")
    }
}
