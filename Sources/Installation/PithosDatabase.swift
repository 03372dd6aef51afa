import Glibc
public import PithosBackend
import PostgresAccess
import SQLAccess
import SQLiteAccess
import Settings
import Vocabulary

/// The object store's database by itself, as it is: for what changes its schema, which must not happen by opening it.
public struct PithosDatabase: Sendable {
    let database: any Database
    /// Where it is, without a password.
    public let place: String
    /// How a backup of it is made: a command to copy.
    public let backupCommand: String
    /// Bytes that are free where it lies; nil for one on a server.
    public let freeBytes: Int64?

    /// Changes its schema.
    public var schema: SchemaUpgrade { SchemaUpgrade(database) }

    public func close() async { await database.close() }

    /// - Parameters:
    ///   - address: takes the place of PITHOS_BACKEND_DB_CONNECTION.
    ///   - isNew: an SQLite file that is missing is made.
    /// - Throws: `DatabaseError.unavailable`; `Fault(.badRequest)` that names the setting; itemNotFound for a missing
    ///   file.
    public static func open(_ settings: InstalledSettings, address: String?, isNew: Bool) throws -> PithosDatabase {
        let chosen = try DatabaseAddress(
            address ?? settings.installation.pithosDatabase,
            setting: address == nil ? "PITHOS_BACKEND_DB_CONNECTION" : "--database",
            fallback: settings.data.database("pithos"))
        switch chosen {
        case .sqlite(let path):
            guard isNew || access(path, F_OK) == 0 else {
                throw Fault(.itemNotFound, "There is no database \(path); say --database or --data where it is.")
            }
            if isNew, address == nil { try settings.data.create() }
            var options = SQLiteOptions()
            options.readers = 1
            // Of a million versions it takes a minute to drop the tables with it; `SchemaUpgrade` checks afterwards.
            options.enforcesReferences = false
            return PithosDatabase(
                database: try SQLiteDatabase(path: path, options: options), place: "sqlite:\(path)",
                backupCommand: "sqlite3 \(path) \".backup 'pithos-backup.sqlite'\"", freeBytes: freeBytes(path))
        case .postgres(let address):
            // One connection, so that all others are somebody else's.
            let shown = withoutPassword(address)
            return PithosDatabase(
                database: try PostgresDatabase(conninfo: address, connections: 1), place: shown,
                backupCommand: "pg_dump --format=custom --file=pithos-backup.dump '\(shown)'", freeBytes: nil)
        }
    }

    private static func freeBytes(_ path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// `postgresql://user:secret@host/name` without the secret.
    static func withoutPassword(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://"), let at = address[scheme.upperBound...].lastIndex(of: "@"),
            let colon = address[scheme.upperBound..<at].firstIndex(of: ":")
        else { return address }
        return String(address[..<colon]) + String(address[at...])
    }
}
