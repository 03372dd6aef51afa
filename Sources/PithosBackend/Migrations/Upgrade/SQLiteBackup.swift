import Glibc
import SQLAccess

/// A backup of an SQLite database, looked at from a connection to that database.
struct SQLiteBackup {
    let tx: Transaction
    let path: String

    /// Reads it once from its beginning to its end.
    ///
    /// - Throws: `DatabaseError` where it is damaged; `SchemaUpgradeError` that says how.
    func contents() throws -> BackupContents {
        try attach()
        let words: String? = try tx.value("PRAGMA backup.quick_check(1)")
        guard words == "ok" else {
            let line = words?.replacing("\n", with: " ") ?? "it cannot be read"
            throw SchemaUpgradeError("\(path) is damaged: \(line).")
        }
        var contents = BackupContents()
        let tables: [String] = try tx.all(
            "SELECT name FROM backup.sqlite_master WHERE type = 'table' ORDER BY name"
        ) { try $0.get(0) }
        for table in OriginalTables.all.map(\.name) where tables.contains(table) {
            contents.rows[table] = try tx.value(SQL(verbatim: "SELECT COUNT(*) FROM backup.\(table)")) ?? 0
        }
        if tables.contains("alembic_version") {
            contents.original = try tx.all("SELECT DISTINCT version_num FROM backup.alembic_version") { try $0.get(0) }
        }
        if tables.contains("schema_migration") {
            contents.ours = try tx.value("SELECT MAX(number) FROM backup.schema_migration")
        }
        return contents
    }

    /// It stays attached, as something cannot be let go in the transaction that has read it; one from before goes.
    private func attach() throws {
        let attached: Int? = try tx.value("SELECT COUNT(*) FROM pragma_database_list WHERE name = 'backup'")
        if attached == 1 { try tx.run("DETACH backup") }
        try tx.run("ATTACH \(uri) AS backup")
    }

    /// Nothing is written, no index of a log is made beside it, and it may lie where nothing can be written. One that was
    /// copied together with its log needs that.
    private var uri: String {
        let hasLog = access(path + "-wal", F_OK) == 0
        return (path.hasPrefix("/") ? "file://" : "file:") + Self.escaped(path)
            + (hasLog ? "?mode=ro" : "?mode=ro&immutable=1")
    }

    /// With what has a meaning in a URI escaped.
    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }
}
