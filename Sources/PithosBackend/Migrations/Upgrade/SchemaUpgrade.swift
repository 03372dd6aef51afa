public import SQLAccess
public import Vocabulary

/// Told how a change of the schema goes on.
public enum UpgradeEvent: Sendable {
    case began(UpgradePlan.Step)
    /// So many rows of the step have been worked on.
    case rows(Int64)
    case done(UpgradePlan.Step)
}

/// Brings the schema of an object store's database, the original's or ours, to a later revision.
///
/// The services that use the database must be down. Whatever interrupts it, even the loss of power, it goes on where it
/// was when it is run again: a step either tells its revision or is begun anew, and what it committed before is found.
///
/// Source: object-storage.md 4.14.
public struct SchemaUpgrade: Sendable {
    let database: any Database

    /// Serials that one transaction of a long step covers.
    private static let rangeWidth: Int64 = 20_000

    public init(_ database: any Database) {
        self.database = database
    }

    public func survey() async throws -> SchemaSurvey {
        try await database.write { tx in
            // Counting the rows of a large store takes its time.
            if tx.dialect == .postgres { try tx.run("SET LOCAL statement_timeout = 0") }
            return try SchemaSurvey(tx)
        }
    }

    /// What leads to a revision; changes nothing.
    ///
    /// - Parameter target: as `SchemaRevision.find` reads it.
    /// - Throws: `SchemaUpgradeError`.
    public func plan(to target: String) async throws -> UpgradePlan {
        let survey = try await survey()
        return try UpgradePlan(
            survey, to: try SchemaRevision.find(target, from: survey.revision), dialect: database.dialect)
    }

    /// Judges a backup by its first and last bytes and its time.
    ///
    /// - Parameter age: how old it may be.
    /// - Throws: `SchemaUpgradeError` that says what is wrong with it.
    public func check(_ backup: BackupFile, against survey: SchemaSurvey, now: Timestamp, age: Duration) throws {
        try backup.check(against: survey, dialect: database.dialect, now: now, age: age)
    }

    /// Does what was planned.
    ///
    /// - Throws: `DatabaseError`; what was done before stays, and a new plan goes on from there.
    public func run(_ plan: UpgradePlan, progress: @escaping @Sendable (UpgradeEvent) -> Void) async throws {
        for step in plan.steps {
            guard let original = OriginalStep.all.first(where: { $0.revision.id == step.revision.id }) else { break }
            progress(.began(step))
            try await run(original, progress: progress)
            progress(.done(step))
        }
        guard let number = plan.target.migration else { return }
        let migrations = PithosMigrations.adopting(report: { progress(.rows($0)) }).filter { $0.number <= number }
        try await database.migrate(plan.survey.isOriginals ? migrations : PithosMigrations.upTo(number)) { event in
            switch event {
            case .began(let migration):
                if let step = plan.step(migration) { progress(.began(step)) }
            case .done(let migration):
                if let step = plan.step(migration) { progress(.done(step)) }
            }
        }
    }

    private func run(_ step: OriginalStep, progress: @escaping @Sendable (UpgradeEvent) -> Void) async throws {
        let before = OriginalRevision.all[step.revision.number - 2]
        for stage in step.stages {
            switch stage {
            case .whole(let body):
                try await change(from: before, body)
            case .ranges(let table, let statement):
                let width = Self.rangeWidth
                var done: Int64 = 0
                for range in try await database.read({ try SerialRanges(of: table, width: width).list($0) }) {
                    done += Int64(try await change(from: before) { try $0.run(statement(range)) })
                    progress(.rows(done))
                }
            }
        }
        try await change(from: before) { try step.revision.record($0) }
    }

    /// One transaction of a step, which nobody else's runs beside.
    private func change<Value: Sendable>(
        from revision: OriginalRevision, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await database.write { tx in
            try tx.lockSchema()
            guard try OriginalRevision.current(tx) == revision else {
                throw DatabaseError.schema(
                    message: "the database is no longer at \(revision.id): another process changes its schema too")
            }
            return try body(tx)
        }
    }
}

extension SchemaSurvey {
    /// The tables are there, and the original's.
    fileprivate var isOriginals: Bool {
        if case .original = state { true } else { false }
    }
}

extension UpgradePlan {
    fileprivate func step(_ migration: Migration) -> Step? {
        steps.first { $0.revision.migration == migration.number }
    }
}
