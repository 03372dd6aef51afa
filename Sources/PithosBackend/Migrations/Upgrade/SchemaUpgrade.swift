public import SQLAccess

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
        do {
            // A read: on SQLite a write would turn WAL on, and who only looks must not change the file.
            return try await database.read { tx in
                // Counting the rows of a large store takes its time.
                if tx.dialect == .postgres { try tx.run("SET LOCAL statement_timeout = 0") }
                return try SchemaSurvey(tx)
            }
        } catch DatabaseError.conflict(let message) {
            let changes = try await database.read { try OtherSession.all($0).filter(\.changesSchema).map(\.process) }
            if changes.isEmpty { throw DatabaseError.conflict(message: message) }
            throw SchemaUpgradeError(OtherSession.advice(changes))
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

    /// Does what was planned.
    ///
    /// - Throws: `DatabaseError`; what was done before stays, and a new plan goes on from there.
    public func run(_ plan: UpgradePlan, progress: @escaping @Sendable (UpgradeEvent) -> Void) async throws {
        if !plan.steps.isEmpty { try await gatherStatistics() }
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

    /// Tells PostgreSQL how much its tables hold: after `pg_restore` it knows nothing, and goes through one table for each
    /// row of another, which takes hours.
    private func gatherStatistics() async throws {
        guard database.dialect == .postgres else { return }
        try await database.write { tx in
            try tx.lockSchema()
            let catalog = SchemaCatalog(tx: tx)
            for table in OriginalTables.all where try catalog.hasTable(table.name) {
                try tx.run(SQL(verbatim: "ANALYZE \(table.name)"))
            }
        }
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
