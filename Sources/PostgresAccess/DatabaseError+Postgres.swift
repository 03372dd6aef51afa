import SQLAccess

extension DatabaseError {
    /// What the server reported, told apart by its SQLSTATE.
    ///
    /// - Source: https://www.postgresql.org/docs/15/errcodes-appendix.html
    init(_ result: borrowing PostgresResult, statement: String) {
        let message = result.message
        switch result.state {
        case "23505": self = .uniqueViolation(constraint: result.constraint)
        case "23503": self = .foreignKeyViolation(constraint: result.constraint)
        case "23502": self = .notNullViolation(column: result.column)
        case "23514": self = .checkViolation(constraint: result.constraint)
        // Serialization failure, deadlock, lock not available in time.
        case "40001", "40P01", "55P03": self = .conflict(message: message)
        // Shut down, crashed, starting, and all of class 08, connection exception; 53300: too many connections.
        case "57P01", "57P02", "57P03", "53300": self = .unavailable(message: message)
        case let state where state.hasPrefix("08"): self = .unavailable(message: message)
        // The server's disk is full; the server is a copy that follows another.
        case "53100", "25006": self = .unwritable(message: message)
        // A statement prepared before the schema changed; it is prepared anew, and the transaction repeated.
        case "0A000" where message.contains("cached plan"): self = .conflict(message: message)
        case let state: self = .engine(code: state, message: message, statement: statement)
        }
    }
}
