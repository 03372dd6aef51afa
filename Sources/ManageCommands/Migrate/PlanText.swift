import PithosBackend
import Vocabulary

/// A plan for people.
struct PlanText {
    let plan: UpgradePlan
    /// Where the database is.
    let place: String

    /// What a database is, where it is, and where it shall go.
    static func facts(_ survey: SchemaSurvey, target: SchemaRevision, place: String) -> [String] {
        var facts = [
            ("database", place), ("is at", survey.revision.map(Self.name) ?? "\(survey.state)"),
            ("goes to", Self.name(target)), ("size", ByteSize.format(survey.sizeBytes)),
        ]
        for table in ["nodes", "versions", "attributes"] {
            facts.append((table, Progress.grouped(survey.rows[table] ?? 0)))
        }
        facts.append(("newest change", survey.newestChange.map { "\($0.plainUTC) UTC" } ?? "none"))
        return [OutputDocument(labels: facts.map(\.0), rows: [facts.map(\.1)]).vertical]
    }

    var lines: [String] {
        let facts = Self.facts(plan.survey, target: plan.target, place: place)
        guard !plan.steps.isEmpty else { return facts + ["", "There is nothing to do."] }
        let table = OutputDocument(
            labels: ["step to", "rows", "estimate", "what"],
            rows: plan.steps.map { step in
                [
                    step.revision.id, Progress.grouped(step.rows), Self.duration(step.estimatedSeconds),
                    step.revision.summary,
                ]
            })
        return facts + ["", table.text(.pretty), "", "Estimated time: \(Self.duration(plan.estimatedSeconds))."]
    }

    private static func name(_ revision: SchemaRevision) -> String {
        revision.release.isEmpty ? revision.id : "\(revision.id), of Synnefo \(revision.release)"
    }

    /// `under 1 s`, `42 s`, `3 min`
    static func duration(_ seconds: Double) -> String {
        if seconds < 1 { return "under 1 s" }
        return seconds < 120 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
    }
}
