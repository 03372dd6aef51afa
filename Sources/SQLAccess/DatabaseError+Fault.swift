public import Vocabulary

extension DatabaseError: FaultConvertible {
    public var fault: Fault? {
        switch self {
        case .textWithNUL:
            Fault(.badRequest, "A text in the request holds the character U+0000, which cannot be stored.", cause: self)
        case .conflict:
            Fault(.serviceUnavailable, "The database is busy. Try again.", cause: self)
        case .unavailable:
            Fault(.serviceUnavailable, "The database is not available. Try again later.", cause: self)
        case .unwritable:
            Fault(.serviceUnavailable, "The database cannot be written now. Try again later.", cause: self)
        case .uniqueViolation, .foreignKeyViolation, .notNullViolation, .checkViolation, .unexpectedValue, .noRow,
            .schema,
            .engine:
            nil
        }
    }
}
