extension DatabaseError: CustomStringConvertible {
    /// One sentence for the log and for who runs a command; holds no values of rows.
    public var description: String {
        switch self {
        case .uniqueViolation(let constraint): "The database has such a row already (\(constraint))."
        case .foreignKeyViolation(let constraint): "A row refers to one that is not there (\(constraint))."
        case .notNullViolation(let column): "The column \(column) has no value."
        case .checkViolation(let constraint): "A value is not allowed (\(constraint))."
        case .conflict(let message): "Another transaction was in the way: \(message)"
        case .unavailable(let message): "The database is not available: \(message)"
        case .unwritable(let message): "The database cannot be written: \(message)"
        case .unexpectedValue(let column, let type): "The column \(column) holds no \(type)."
        case .noRow(let statement): "No row was found by: \(statement)"
        case .textWithNUL(let parameter, let statement): "Text \(parameter) holds U+0000 in: \(statement)"
        case .schema(let message): message
        case .engine(let code, let message, let statement):
            "The database failed (\(code)): \(message), in: \(statement)"
        }
    }
}
