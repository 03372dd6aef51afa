import PithosBackend
import SQLAccess
import TestEngines
import Testing

/// The schema the original left, column by column.
struct MigrationTests {
    /// Source: object-storage.md appendix A, and the dump of a real 0.14.2.
    private static let columns: [(table: String, columns: [String])] = [
        ("nodes", ["node", "parent", "latest_version", "path"]),
        ("policy", ["node", "key", "value"]),
        ("statistics", ["node", "population", "size", "mtime", "cluster", "state"]),
        (
            "versions",
            [
                "serial", "node", "hash", "size", "type", "source", "mtime", "muser", "uuid", "checksum", "cluster",
                "available", "map_check_timestamp", "mapfile", "is_snapshot",
            ]
        ),
        ("attributes", ["serial", "domain", "key", "value", "node", "is_latest", "container"]),
        ("xfeatures", ["feature_id", "path"]),
        ("xfeaturevals", ["feature_id", "key", "value"]),
        ("groups", ["owner", "name", "member"]),
        ("public", ["public_id", "path", "active", "url"]),
        ("config", ["key", "value"]),
        ("qh_serials", ["serial"]),
        ("alembic_version", ["version_num"]),
        // Ours.
        ("object_keys", ["node", "key", "population"]),
        ("system_metadata", ["serial", "key", "value"]),
    ]

    @Test(arguments: TestEngine.available)
    func theTablesAreTheOriginals(engine: TestEngine) async throws {
        let database = try await engine.fresh(PithosMigrations.all)
        for (table, columns) in Self.columns {
            let found: [String] = try await database.read { tx in
                let query: SQL = .dialect(
                    sqlite: "SELECT name FROM pragma_table_info('\(table)') ORDER BY cid",
                    postgres: "SELECT column_name FROM information_schema.columns WHERE table_name = '\(table)' "
                        + "AND table_schema = current_schema() ORDER BY ordinal_position")
                return try tx.all(query) { try $0.get(0) }
            }
            #expect(found == columns, "\(table)")
        }
        let revision: String? = try await database.read { try $0.value("SELECT version_num FROM alembic_version") }
        #expect(revision == "5adc52055209")
    }
}
