import PostgresAccess
import SQLAccess

/// A database on the test server that is dropped when it is closed or no longer used.
final class FreshPostgresDatabase: Database {
    var dialect: Dialect { .postgres }
    let conninfo: String
    private let name: String
    private let database: PostgresDatabase

    init(on serverConninfo: String) async throws {
        await TestDatabases.shared.awaitRoom()
        name = "synnefo_test_\(UInt64.random(in: 0 ... .max))"
        let server = PostgresServer(conninfo: serverConninfo)
        TestDatabases.shared.add(name, on: server)
        try await server.createDatabase(name)
        conninfo = server.conninfo(database: name)
        database = try PostgresDatabase(conninfo: conninfo, connections: 3)
    }

    deinit {
        TestDatabases.shared.drop(name)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.write(body)
    }

    func close() async {
        await database.close()
    }
}
