import PostgresAccess
import SQLAccess
import SQLiteAccess
import Settings
import Vocabulary

/// Where one component's database is, as a setting says it.
enum DatabaseAddress: Sendable, Hashable {
    case sqlite(path: String)
    /// A libpq connection string or URL.
    case postgres(String)

    /// - Parameters:
    ///   - text: `sqlite:PATH`, `postgresql://…`, or empty.
    ///   - fallback: the file of an empty setting.
    /// - Throws: `Fault(.badRequest)` that names the setting.
    init(_ text: String, setting: String, fallback: String) throws {
        if text.isEmpty {
            self = .sqlite(path: fallback)
        } else if text.hasPrefix("sqlite:") {
            // Also the original's spelling, sqlite:///path.
            let path = text.dropFirst("sqlite:".count)
            self = .sqlite(path: path.hasPrefix("///") ? String(path.dropFirst(2)) : String(path))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .postgres(text)
        } else {
            throw Fault(
                .badRequest,
                "\(setting) should be sqlite:PATH or postgresql://USER@HOST/NAME, and is '\(DatabaseText.harmless(text))'."
            )
        }
    }

    /// Opens it; a missing SQLite file is made.
    ///
    /// - Throws: `DatabaseError.unavailable`.
    func open() async throws -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path)
        case .postgres(let address): try PostgresDatabase(conninfo: address)
        }
    }
}
