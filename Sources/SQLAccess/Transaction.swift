import Glibc

/// What stores run their statements on, inside `Database.read` or `Database.write`.
///
/// Synchronous on purpose: nothing can be awaited while a transaction is open. Not sendable; it ends with the closure.
public struct Transaction {
    package let connection: any Connection

    package init(connection: any Connection) {
        self.connection = connection
    }

    public var dialect: Dialect { connection.dialect }

    /// All rows.
    public func all(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        try forEach(sql) { rows.append($0) }
        return rows
    }

    /// All rows, each made into a value.
    public func all<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEach(sql) { values.append(try make($0)) }
        return values
    }

    /// The first row, nil when there is none. Say LIMIT 1 where there may be many.
    public func first(_ sql: SQL) throws -> Row? {
        var row: Row?
        try forEach(sql) { if row == nil { row = $0 } }
        return row
    }

    /// The first column of the first row; nil when there is no row or it is NULL.
    public func value<Value: SQLConvertible>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value? {
        try first(sql)?.getOptional(0, as: type)
    }

    /// Calls `body` for each row as it arrives.
    public func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        _ = try execute(sql, each: body)
    }

    /// Runs a statement for its effect; returns how many rows it changed.
    @discardableResult
    public func run(_ sql: SQL) throws -> Int {
        try execute(sql, each: { _ in })
    }

    /// Runs `body` so that it leaves either all of its changes or, when it throws, none; what was done before it stays.
    ///
    /// This is how to catch a `DatabaseError` and go on, since a failed statement spoils everything around it up to the
    /// next savepoint:
    ///
    ///     do {
    ///         try tx.savepoint { try tx.run("INSERT INTO …") }
    ///     } catch DatabaseError.uniqueViolation { … }
    public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try connection.savepoint(body)
    }

    private func execute(_ sql: SQL, each: (Row) throws -> Void) throws -> Int {
        for (index, value) in sql.values.enumerated() where Self.holdsNUL(value) {
            // PostgreSQL cannot store it; SQLite stores it and cuts it short in every function.
            throw DatabaseError.textWithNUL(parameter: index + 1, statement: sql.rendered(for: connection.dialect).text)
        }
        return try connection.run(sql, each: each)
    }

    private static func holdsNUL(_ value: SQLValue) -> Bool {
        guard case .text(let text) = value else { return false }
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        return found ?? text.utf8.contains(0)
    }
}
