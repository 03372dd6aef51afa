import Glibc
import PostgresAccess
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

    /// SQLite always; PostgreSQL where `SYNNEFO_TEST_POSTGRES` holds a libpq connection string without a database's
    /// name.
    public static var available: [TestEngine] {
        postgresServer == nil ? [.sqlite] : [.sqlite, .postgres]
    }

    /// The connection string of the server for tests.
    static var postgresServer: String? { getenv("SYNNEFO_TEST_POSTGRES").map { String(cString: $0) } }

    public var description: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }

    /// An empty database of the test's own, with `migrations` run. It vanishes when it is no longer used.
    public func fresh(_ migrations: [Migration] = []) async throws -> any Database {
        let database: any Database
        switch self {
        case .sqlite:
            database = try SQLiteDatabase.temporary()
        case .postgres:
            guard let server = Self.postgresServer else { throw TestEngineError.noServer }
            database = try await FreshPostgresDatabase(on: server)
        }
        try await database.migrate(migrations)
        return database
    }

    /// The connection string of a PostgreSQL database from `fresh`, to open it in another way.
    public static func conninfo(of database: any Database) throws -> String {
        guard let database = database as? FreshPostgresDatabase else { throw TestEngineError.notFresh }
        return database.conninfo
    }

    /// A second opening of a database from `fresh`, as another process has it. Keep the first for as long.
    public static func reopen(_ database: any Database) throws -> any Database {
        switch database {
        case let database as SQLiteDatabase: try SQLiteDatabase(path: database.path)
        case let database as FreshPostgresDatabase: try PostgresDatabase(conninfo: database.conninfo, connections: 3)
        default: throw TestEngineError.notFresh
        }
    }
}

/// A test asks for what is not there.
enum TestEngineError: Error {
    /// `SYNNEFO_TEST_POSTGRES` is not set.
    case noServer
    /// The database did not come from `TestEngine.fresh`.
    case notFresh
}
