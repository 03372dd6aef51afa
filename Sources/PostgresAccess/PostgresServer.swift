import CPostgres
import ObjectPool
import SQLAccess

/// A server as a place to make databases in.
public struct PostgresServer: Sendable {
    private let conninfo: String

    /// - Parameter conninfo: a libpq connection string (`key=value …`) of a user who may make databases.
    public init(conninfo: String) {
        self.conninfo = conninfo
    }

    /// The connection string of one of its databases.
    public func conninfo(database: String) -> String { "\(conninfo) dbname=\(database)" }

    /// Makes a database in UTF-8 whose text sorts by its bytes.
    ///
    /// - Parameter name: letters, digits, `_`.
    public func createDatabase(_ name: String) async throws {
        try await script("CREATE DATABASE \"\(name)\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    }

    /// Removes a database if it is there, ending whatever uses it.
    public func dropDatabase(_ name: String) async throws {
        try await script(Self.dropping(name))
    }

    /// The same on the calling thread, for a process that is ending.
    package func dropDatabaseBlocking(_ name: String) throws {
        try scriptBlocking(Self.dropping(name))
    }

    private static func dropping(_ name: String) -> String { "DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)" }

    private func script(_ text: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            _ = WorkerThreads(name: "postgres-admin", count: 1) { _ in
                continuation.resume(with: Result { try scriptBlocking(text) })
            }
        }
    }

    /// Runs a statement that cannot be part of a transaction.
    private func scriptBlocking(_ text: String) throws {
        let connection = try PostgresConnection(conninfo: conninfo(database: "postgres"), options: PostgresOptions())
        try connection.script(text)
    }
}
