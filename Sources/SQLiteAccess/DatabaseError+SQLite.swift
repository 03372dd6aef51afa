import CSQLite
import SQLAccess

extension DatabaseError {
    /// What SQLite reported, told apart by its extended result code.
    ///
    /// - Source: https://www.sqlite.org/rescode.html; the codes are macros that Swift does not import.
    init(code: Int32, message: String, statement: String) {
        // "UNIQUE constraint failed: server.name, server.owner": what follows the colon is what was violated.
        let subject = message.splitAfterColon()
        switch code {
        case 2067, 1555, 2579:  // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID
            self = .uniqueViolation(constraint: subject)
        case 787:  // SQLITE_CONSTRAINT_FOREIGNKEY, which names nothing
            self = .foreignKeyViolation(constraint: subject)
        case 1299:  // SQLITE_CONSTRAINT_NOTNULL, as "table.column"
            self = .notNullViolation(column: String(subject.drop { $0 != "." }.dropFirst()))
        case 275:  // SQLITE_CONSTRAINT_CHECK
            self = .checkViolation(constraint: subject)
        default:
            switch code & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: self = .conflict(message: message)
            case SQLITE_FULL, SQLITE_READONLY, SQLITE_PERM: self = .unwritable(message: message)
            // Of a failed COMMIT nobody can say what is on the disk.
            case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_IOERR: self = .unavailable(message: message)
            default: self = .engine(code: "SQLITE \(code)", message: message, statement: statement)
            }
        }
    }
}

extension String {
    fileprivate func splitAfterColon() -> String {
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")) else { return "" }
        return String(self[colon...].dropFirst().drop { $0 == " " })
    }
}
