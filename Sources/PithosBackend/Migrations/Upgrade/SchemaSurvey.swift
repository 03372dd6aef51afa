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
    /// The server's processes that change the schema just now: what an upgrade that was killed had asked for goes on.
    public var schemaChanges: [Int64]

    /// Where the schema stands; nil when it stands nowhere.
    public var revision: SchemaRevision? {
        switch state {
        case .empty, .unversioned: nil
        case .original(let revision): .original(revision)
        case .ours(let number): .ours(number)
        }
    }

    /// What to do about an upgrade that still runs in the server; nil when none does.
    public var adviceToWait: String? { schemaChanges.isEmpty ? nil : OtherSession.advice(schemaChanges) }

    /// Whether there is anything that a backup could save.
    public var holdsData: Bool { (rows["versions"] ?? 0) > 0 }

    init(_ tx: Transaction) throws {
        let catalog = SchemaCatalog(tx: tx)
        state = try catalog.state()
        rows = [:]
        for table in ["nodes", "versions", "attributes"] where try catalog.hasTable(table) {
            rows[table] = try tx.value(SQL(verbatim: "SELECT COUNT(*) FROM \(table)")) ?? 0
        }
        // As a number, of which also one that is no moment can be read.
        newestChange =
            rows["versions"] == nil
            ? nil : try tx.value("SELECT MAX(mtime) FROM versions", as: Double.self).map { Timestamp(seconds: $0) }
        sizeBytes =
            try tx.value(
                .dialect(
                    sqlite: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                    postgres: "SELECT pg_database_size(current_database())")) ?? 0
        let sessions = try OtherSession.all(tx)
        otherSessions = sessions.map(\.description)
        schemaChanges = sessions.filter(\.changesSchema).map(\.process)
    }
}
