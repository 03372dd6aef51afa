/// What a database refused or failed at. A store or service that knows what it means translates it to a `Fault`.
public enum DatabaseError: Error, Sendable, Equatable {
    /// A UNIQUE or PRIMARY KEY constraint; `constraint` names it or its columns as the engine does.
    case uniqueViolation(constraint: String)
    case foreignKeyViolation(constraint: String)
    case notNullViolation(column: String)
    case checkViolation(constraint: String)
    /// Another transaction was in the way; the engine has retried it as often as it is allowed to.
    case conflict(message: String)
    /// The server is away or the file cannot be opened.
    case unavailable(message: String)
    /// The disk is full, or the database may only be read; nothing was written.
    case unwritable(message: String)
    /// A column holds something else than the statement's reader expects.
    case unexpectedValue(column: String, type: String)
    /// A statement should have given exactly one row.
    case noRow(statement: String)
    /// A text value, counted from 1, holds U+0000, which not every engine can store. Refused before the engine sees it.
    case textWithNUL(parameter: Int, statement: String)
    /// The database's schema is not one this program can work with; says why and what to do.
    case schema(message: String)
    /// Anything else, with the engine's own code and words.
    case engine(code: String, message: String, statement: String)
}
