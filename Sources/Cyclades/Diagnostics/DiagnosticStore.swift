import SQLAccess

extension Transaction {
    var diagnostics: DiagnosticStore { DiagnosticStore(tx: self) }
}

/// The SQL of `server_diagnostic`.
struct DiagnosticStore {
    let tx: Transaction

    private static let columns: SQL = "level, source, source_time, message, details, created"

    func insert(_ diagnostic: Diagnostic, of server: Server.ID) throws {
        try tx.run(
            """
            INSERT INTO server_diagnostic (server_id, \(Self.columns)) VALUES (\(server), \(diagnostic.level),
            \(diagnostic.source), \(diagnostic.sourceTime), \(diagnostic.message), \(diagnostic.details),
            \(diagnostic.created))
            """)
    }

    /// Newest first.
    func list(of server: Server.ID) throws -> [Diagnostic] {
        try tx.all(
            "SELECT \(Self.columns) FROM server_diagnostic WHERE server_id = \(server) ORDER BY id DESC",
            { try Diagnostic(row: $0, at: 0) })
    }

    /// The newest one of each server.
    func newest(of servers: [Server.ID]) throws -> [Server.ID: Diagnostic] {
        var newest: [Server.ID: Diagnostic] = [:]
        for part in servers.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT server_id, \(Self.columns) FROM server_diagnostic WHERE id IN
                (SELECT MAX(id) FROM server_diagnostic WHERE server_id IN \(.list(part)) GROUP BY server_id)
                """
            ) { newest[try $0.get(0)] = try Diagnostic(row: $0, at: 1) }
        }
        return newest
    }
}

extension Diagnostic {
    /// Reads the columns of `DiagnosticStore.columns`, the first of which is column `first`.
    fileprivate init(row: Row, at first: Int) throws {
        self.init(
            level: try row.get(first), source: try row.get(first + 1), sourceTime: try row.getOptional(first + 2),
            message: try row.get(first + 3), details: try row.getOptional(first + 4), created: try row.get(first + 5))
    }
}
