import Vocabulary

/// Brings one database's schema up to date. Table `schema_migration` remembers what ran.
struct Migrator {
    let database: any Database
    /// In order of number.
    let migrations: [Migration]
    let observer: @Sendable (MigrationEvent) -> Void

    init(
        _ database: any Database, _ migrations: [Migration], observer: @escaping @Sendable (MigrationEvent) -> Void
    ) throws {
        self.database = database
        self.observer = observer
        self.migrations = migrations.sorted { $0.number < $1.number }
        for (index, migration) in self.migrations.enumerated()
        where migration.number < 1 || (index > 0 && self.migrations[index - 1].number == migration.number) {
            throw DatabaseError.schema(
                message:
                    "migration \(migration.number) '\(migration.name)' has a number below 1 or one that another has too"
            )
        }
    }

    func run() async throws {
        try await patiently { tx in
            try tx.lockSchema()
            try tx.run(
                "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)"
            )
            _ = try checkApplied(tx)
        }
        for migration in migrations {
            try await patiently { tx in
                try tx.lockSchema()
                // Another process may have been quicker, and may even be newer than we are.
                if try checkApplied(tx).contains(migration.number) { return }
                observer(.began(migration))
                try migration.body(tx)
                try tx.run(
                    "INSERT INTO schema_migration (number, name, applied) VALUES (\(migration.number), \(migration.name), \(Timestamp.now()))"
                )
            }
            observer(.done(migration))
        }
    }

    /// The numbers that have run.
    ///
    /// - Throws: `DatabaseError.schema` when one is unknown to this program or known under another name.
    private func checkApplied(_ tx: Transaction) throws -> Set<Int> {
        let names = Dictionary(uniqueKeysWithValues: migrations.map { ($0.number, $0.name) })
        var numbers = Set<Int>()
        for row in try tx.all("SELECT number, name FROM schema_migration ORDER BY number") {
            let number = try row.get(0, as: Int.self)
            let name = try row.get(1, as: String.self)
            numbers.insert(number)
            guard let expected = names[number] else {
                throw DatabaseError.schema(
                    message:
                        "the database has migration \(number) '\(name)', which this program does not know: a newer version made it; run that version, or restore a backup"
                )
            }
            if expected != name {
                throw DatabaseError.schema(
                    message:
                        "the database's migration \(number) is '\(name)', this program's is '\(expected)': it is another component's database; check the settings"
                )
            }
        }
        return numbers
    }

    /// A migration of another process may hold SQLite's write lock for longer than a statement waits.
    private func patiently(_ body: @escaping @Sendable (Transaction) throws -> Void) async throws {
        let deadline = ContinuousClock.now + .seconds(600)
        while true {
            do {
                return try await database.write(body)
            } catch DatabaseError.conflict(let message) {
                if ContinuousClock.now >= deadline { throw DatabaseError.conflict(message: message) }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

/// Told while migrations run.
public enum MigrationEvent: Sendable {
    /// It runs now; again after an attempt that another process was in the way of.
    case began(Migration)
    /// It has run, now or long ago.
    case done(Migration)
}

extension Database {
    public func migrate(_ migrations: [Migration]) async throws {
        try await migrate(migrations, observer: { _ in })
    }

    /// As `migrate(_:)`, for one who shows what goes on.
    public func migrate(
        _ migrations: [Migration], observer: @escaping @Sendable (MigrationEvent) -> Void
    ) async throws {
        try await Migrator(self, migrations, observer: observer).run()
    }
}

extension Transaction {
    /// Waits until no other process changes the schema, and gives the transaction all the time it needs. On SQLite a
    /// writer is alone anyway.
    public func lockSchema() throws {
        guard dialect == .postgres else { return }
        // A migration may take as long as it takes, and so may waiting for another process's.
        try run("SET LOCAL statement_timeout = 0")
        try run("SET LOCAL lock_timeout = 0")
        // Any number will do that nothing else locks; the lock is of this database only.
        try run("SELECT pg_advisory_xact_lock(7305807411620)")
    }
}
