/// One row of an answer, its columns in the order of the statement.
///
/// Reading a column is inlined where it is done: a listing does it a hundred thousand times.
public struct Row: Sendable {
    @usableFromInline package let columns: Columns
    public let values: [SQLValue]

    package init(columns: Columns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The column at `index`, counted from 0.
    ///
    /// - Throws: `DatabaseError.unexpectedValue` when it is NULL or of another type: a defect of the statement.
    @inlinable
    public func get<Value: SQLConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        guard index < values.count, let value = Value(sqlValue: values[index]) else {
            throw DatabaseError.unexpectedValue(column: columns.name(at: index), type: "\(type)")
        }
        return value
    }

    /// The column at `index`, nil when it is NULL.
    @inlinable
    public func getOptional<Value: SQLConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value? {
        guard index < values.count else {
            throw DatabaseError.unexpectedValue(column: columns.name(at: index), type: "\(type)")
        }
        if case .null = values[index] { return nil }
        return try get(index, as: type)
    }

    /// The column of this name.
    @inlinable
    public func get<Value: SQLConvertible>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try get(try columns.index(of: name), as: type)
    }

    /// The column of this name, nil when it is NULL.
    @inlinable
    public func getOptional<Value: SQLConvertible>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        try getOptional(try columns.index(of: name), as: type)
    }

    /// The names of an answer's columns, shared by all its rows.
    @usableFromInline
    package final class Columns: Sendable {
        package let names: [String]

        package init(_ names: [String]) {
            self.names = names
        }

        @usableFromInline
        func name(at index: Int) -> String {
            index < names.count ? names[index] : "column \(index)"
        }

        @usableFromInline
        func index(of name: String) throws -> Int {
            guard let index = names.firstIndex(of: name) else {
                throw DatabaseError.unexpectedValue(column: name, type: "a column of the answer")
            }
            return index
        }
    }
}
