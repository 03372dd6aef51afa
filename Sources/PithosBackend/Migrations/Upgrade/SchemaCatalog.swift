import SQLAccess

/// What tables and columns a database has, as its engine tells.
struct SchemaCatalog {
    let tx: Transaction

    func hasTable(_ name: String) throws -> Bool {
        let count: SQL = .dialect(
            sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '\(name)'",
            postgres: "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('\(name)')")
        return try tx.value(count, as: Int.self) == 1
    }

    /// All tables, those that refer to others first, as far as names in order of making tell.
    func tables() throws -> [String] {
        try tx.all(
            .dialect(
                sqlite: """
                    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid DESC
                    """,
                postgres: """
                    SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
                        AND c.relkind = 'r' ORDER BY c.oid DESC
                    """)
        ) { try $0.get(0) }
    }

    /// All indexes that no key or constraint of a table made.
    func indexes() throws -> [String] {
        try tx.all(
            .dialect(
                sqlite: "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
                postgres: """
                    SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
                        AND c.relkind = 'i' AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)
                    ORDER BY c.relname
                    """)
        ) { try $0.get(0) }
    }

    /// Types by name, in lower case; empty where there is no such table.
    func columns(of table: String) throws -> [String: String] {
        let query: SQL = .dialect(
            sqlite: "SELECT name, lower(type) FROM pragma_table_info('\(table)')",
            postgres: """
                SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = to_regclass('\(table)') AND attnum > 0 AND NOT attisdropped
                """)
        return try Dictionary(uniqueKeysWithValues: tx.all(query) { (try $0.get(0), try $0.get(1)) })
    }

    func hasColumn(_ column: String, of table: String) throws -> Bool { try columns(of: table)[column] != nil }

    /// Where the schema stands.
    ///
    /// - Throws: `DatabaseError.schema` for a revision the original never had.
    func state() throws -> SchemaState {
        if try hasTable("schema_migration"),
            let number: Int = try tx.value("SELECT MAX(number) FROM schema_migration")
        {
            return .ours(number)
        }
        guard try hasTable("nodes") else { return .empty }
        guard try hasTable("alembic_version"),
            try tx.value("SELECT COUNT(*) FROM alembic_version", as: Int.self) ?? 0 > 0
        else { return .unversioned(looksLike: try guess()) }
        return .original(try OriginalRevision.current(tx))
    }

    /// The newest revision whose columns are all there.
    func guess() throws -> OriginalRevision {
        let versions = try columns(of: "versions")
        let number: Int =
            if let available = versions["available"] {
                if versions["mapfile"] == nil { 12 } else if available == "boolean" { 19 } else { 20 }
            } else if try hasColumn("is_latest", of: "attributes") {
                8
            } else if try hasColumn("url", of: "public") {
                7
            } else {
                5
            }
        return OriginalRevision.all[number - 1]
    }
}
