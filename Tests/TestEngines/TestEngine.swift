public import SQLAccess
import SQLiteAccess

/// An engine that tests of stores and services run on:
///
///     @Test(arguments: TestEngine.available)
///     func aClaim(engine: TestEngine) async throws {
///         let db = try await engine.fresh(migrations)
public enum TestEngine: CaseIterable, CustomStringConvertible, Sendable {
    case sqlite
    case postgres

    /// SQLite always; PostgreSQL where `SYNNEFO_TEST_POSTGRES` holds a libpq connection string without a database name.
    public static var available: [TestEngine] { [.sqlite] }

    public var description: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }

    /// An empty database of the test's own, with `migrations` run. It vanishes when it is no longer used.
    public func fresh(_ migrations: [Migration] = []) async throws -> any Database {
        let database = try SQLiteDatabase.temporary()
        try await database.migrate(migrations)
        return database
    }
}
