import SQLAccess

/// Somebody else's connection to the database, as PostgreSQL tells; SQLite does not.
struct OtherSession: Sendable, CustomStringConvertible {
    var user: String
    var program: String
    var host: String
    /// The server's process for it.
    var process: Int64
    /// Whether it holds the lock of `Transaction.lockSchema`.
    var changesSchema: Bool

    var description: String { "\(program) as \(user) from \(host) (process \(process))" }

    static func all(_ tx: Transaction) throws -> [OtherSession] {
        guard tx.dialect == .postgres else { return [] }
        return try tx.all(
            """
            SELECT COALESCE(usename, 'somebody'), COALESCE(NULLIF(application_name, ''), 'a program without a name'),
                COALESCE(host(client_addr), 'this machine'), pid, EXISTS (
                    SELECT 1 FROM pg_locks l
                    WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted AND l.database = a.datid
                        AND ((l.classid::bigint << 32) | l.objid::bigint) = 7305807411620)
            FROM pg_stat_activity a
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            ORDER BY 1, 2, 3, 4
            """
        ) { row in
            OtherSession(
                user: try row.get(0), program: try row.get(1), host: try row.get(2), process: try row.get(3),
                changesSchema: try row.get(4))
        }
    }

    /// What to do about an upgrade that still runs in the server though its command is gone.
    static func advice(_ processes: [Int64]) -> String {
        let ends = processes.map { "`SELECT pg_terminate_backend(\($0))`" }.joined(separator: ", ")
        return "Another upgrade, or a statement of one that was killed, may still be running in the server (process "
            + "\(processes.map(String.init).joined(separator: ", "))). Wait until it has ended, or end it with \(ends), "
            + "and run this again."
    }
}
