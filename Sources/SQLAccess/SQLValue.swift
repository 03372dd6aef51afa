/// One value that goes into or comes out of a statement.
///
/// Booleans are told apart from integers on the way in; SQLite gives them back as integers, so `Row` accepts both.
/// Moments are stored as BIGINT microseconds, see `Timestamp`.
public enum SQLValue: Hashable, Sendable {
    case null
    case int(Int64)
    case double(Double)
    case text(String)
    case blob([UInt8])
    case bool(Bool)
}

/// A Swift type that is stored in one column.
public protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }

    /// Nil when the column holds something of another type.
    init?(sqlValue: SQLValue)
}
