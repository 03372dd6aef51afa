import SQLAccess
public import Vocabulary

/// What a database holds before its schema is changed.
public struct SchemaSurvey: Sendable {
    public var state: SchemaState
    /// Rows of the tables that grow with the store: `nodes`, `versions`, `attributes`.
    public var rows: [String: Int64]
    /// When the newest version was made; nil when there is none.
    public var newestChange: Timestamp?
    /// Bytes, as the engine counts them.
    public var sizeBytes: Int64
    /// Who else is connected, as PostgreSQL tells; SQLite does not.
    public var otherSessions: [String]

    /// Where the schema stands; nil when it stands nowhere.
    public var revision: SchemaRevision? {
        switch state {
        case .empty, .unversioned: nil
        case .original(let revision): .original(revision)
        case .ours(let number): .ours(number)
        }
    }

    /// Whether there is anything that a backup could save.
    public var holdsData: Bool { (rows["versions"] ?? 0) > 0 }

    init(_ tx: Transaction) throws {
        let catalog = SchemaCatalog(tx: tx)
        state = try catalog.state()
        rows = [:]
        for table in ["nodes", "versions", "attributes"] where try catalog.hasTable(table) {
            rows[table] = try tx.value(SQL(verbatim: "SELECT COUNT(*) FROM \(table)")) ?? 0
        }
        newestChange =
            rows["versions"] == nil
            ? nil : try tx.value("SELECT MAX(mtime) FROM versions", as: VersionTime.self)?.timestamp
        sizeBytes =
            try tx.value(
                .dialect(
                    sqlite: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                    postgres: "SELECT pg_database_size(current_database())")) ?? 0
        otherSessions = tx.dialect == .sqlite ? [] : try Self.sessions(tx)
    }

    private static func sessions(_ tx: Transaction) throws -> [String] {
        try tx.all(
            """
            SELECT usename, COALESCE(NULLIF(application_name, ''), 'a program without a name'),
                COALESCE(host(client_addr), 'this machine')
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            ORDER BY 1, 2, 3
            """
        ) {
            "\(try $0.get(1, as: String.self)) as \(try $0.get(0, as: String.self)) from \(try $0.get(2, as: String.self))"
        }
    }
}
