import SQLAccess

/// All that a database has, as lines of text that can be compared: tables with their columns, keys and indexes, and rows.
struct SchemaDump: Equatable {
    var schema: [String]
    var rows: [String]

    /// - Parameter leavesOut: tables that are not looked at.
    init(_ database: any Database, leavesOut: Set<String> = []) async throws {
        let found = try await database.read { tx in
            let tables: [String] = try tx.all(Self.tables) { try $0.get(0) }
            var schema: [String] = []
            var rows: [String] = []
            for table in tables where !leavesOut.contains(table) {
                let columns: [String] = try tx.all(Self.columns(of: table)) { try $0.get(0) }
                schema += columns.map { "\(table): \($0)" }
                let names = columns.map { String($0.prefix { $0 != " " }) }.filter { $0 != "applied" }.sorted()
                let query = SQL(verbatim: "SELECT \(names.joined(separator: ", ")) FROM \(table)")
                rows += try tx.all(query) { row in
                    "\(table): " + zip(names, row.values).map { "\($0)=\(Self.text($1))" }.joined(separator: " ")
                }.sorted()
            }
            schema += try tx.all(Self.keysAndIndexes) { try $0.get(0) }
            return (schema, rows)
        }
        (schema, rows) = found
        if !leavesOut.isEmpty { schema = schema.filter { line in !leavesOut.contains { line.contains(" \($0) ") } } }
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "-"
        case .int(let number): "\(number)"
        // A moment: PostgreSQL gives it as text.
        case .double(let number): number == number.rounded() ? "\(Int64(number))" : "\(number)"
        case .text(let text): text
        case .blob(let bytes): "\(bytes)"
        case .bool(let flag): "\(flag)"
        }
    }

    private static let tables: SQL = .dialect(
        sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        postgres: "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")

    /// Name, type, and what else was declared. The order of columns is that of their making, and no matter.
    private static func columns(of table: String) -> SQL {
        .dialect(
            sqlite: """
                SELECT name || ' ' || type || ' ' || "notnull" || ' ' || COALESCE(dflt_value, '') || ' ' || pk
                FROM pragma_table_info('\(table)') ORDER BY name
                """,
            postgres: """
                SELECT attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '
                    || COALESCE(pg_get_expr(adbin, adrelid), '')
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = to_regclass('\(table)') AND attnum > 0 AND NOT attisdropped ORDER BY attname
                """)
    }

    private static let keysAndIndexes: SQL = .dialect(
        sqlite: """
            SELECT COALESCE(sql, name) FROM sqlite_master WHERE type = 'index' UNION ALL
            SELECT 'key of ' || m.name || ' (' || f."from" || ') ' || f."table" || ' ' || f.on_update || ' ' || f.on_delete
            FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' UNION ALL
            SELECT 'never twice: ' || name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY 1
            """,
        postgres: """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL
            SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace UNION ALL
            SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1
            """)
}
