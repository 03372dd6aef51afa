import CSQLite
import Glibc
import SQLAccess

/// A prepared statement, used by the thread of its connection.
final class SQLiteStatement {
    let text: String
    /// Whether someone is still reading its rows; then the same text needs another statement.
    private(set) var isRunning = false
    /// Whether it changes nothing, whatever its values.
    let isReadOnly: Bool
    private let handle: OpaquePointer
    private let database: OpaquePointer
    /// SQLite's number for `$1`, `$2`, …, which to it are names.
    private let parameters: [Int32]
    private var columns = Row.Columns([])
    /// The text that each column had last: owners and types are the same in most rows of a list, and to share a string
    /// is quicker than to make it again.
    private var lastTexts: [String] = []
    /// How often SQLite had prepared it anew when `columns` was read: a changed schema may change the columns.
    private var preparations: Int32 = -1

    /// - Throws: `DatabaseError`, also when `text` is empty or more than one statement.
    init(_ text: String, on database: OpaquePointer) throws {
        var handle: OpaquePointer?
        var rest = ""
        // The statement is kept: a hint that spares SQLite's small fast memory.
        let persistent = UInt32(SQLITE_PREPARE_PERSISTENT)
        let code = text.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, -1, persistent, &handle, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else {
            throw DatabaseError(
                code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)),
                statement: text)
        }
        guard let handle else {
            throw DatabaseError.engine(code: "SQLITE 21", message: "the statement is empty", statement: text)
        }
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            sqlite3_finalize(handle)
            throw DatabaseError.engine(code: "SQLITE 21", message: "more than one statement", statement: text)
        }
        self.text = text
        self.handle = handle
        self.database = database
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
        let count = sqlite3_bind_parameter_count(handle)
        parameters = (0..<count).map { sqlite3_bind_parameter_index(handle, "$\($0 + 1)") }
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs it once; returns how many rows it changed.
    func run(_ values: SQL.Values, each: (Row) throws -> Void) throws -> Int {
        isRunning = true
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
            isRunning = false
        }
        try bind(values)
        let changesBefore = sqlite3_total_changes64(database)
        var code = sqlite3_step(handle)
        if code == SQLITE_ROW {
            readColumns()
            var values = [SQLValue](repeating: .null, count: columns.names.count)
            repeat {
                // In the same memory, unless somebody keeps the row before.
                for column in values.indices { values[column] = value(at: Int32(column)) }
                try each(Row(columns: columns, values: values))
                code = sqlite3_step(handle)
            } while code == SQLITE_ROW
        }
        guard code == SQLITE_DONE else { throw error() }
        // `changes` keeps an older statement's number after one that changes nothing.
        return sqlite3_total_changes64(database) == changesBefore ? 0 : Int(sqlite3_changes64(database))
    }

    private func error() -> DatabaseError {
        DatabaseError(
            code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)),
            statement: text)
    }

    private func bind(_ values: SQL.Values) throws {
        var count = 0
        for value in values {
            guard count < parameters.count, parameters[count] > 0 else { throw wrongParameters(values) }
            guard bind(value, at: parameters[count]) == SQLITE_OK else { throw error() }
            count += 1
        }
        guard count == parameters.count else { throw wrongParameters(values) }
    }

    private func wrongParameters(_ values: SQL.Values) -> DatabaseError {
        DatabaseError.engine(
            code: "SQLITE 25", message: "\(parameters.count) parameters, \(Array(values).count) values", statement: text
        )
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .int(let value): sqlite3_bind_int64(handle, index, value)
        case .double(let value): sqlite3_bind_double(handle, index, value)
        case .bool(let value): sqlite3_bind_int64(handle, index, value ? 1 : 0)
        case .text(let value): bind(text: value, at: index)
        // No bytes have no address, and SQLite takes no address for NULL.
        case .blob(let value) where value.isEmpty: sqlite3_bind_zeroblob(handle, index, 0)
        case .blob(let value): sqlite3_bind_blob64(handle, index, value, UInt64(value.count), Self.copied)
        }
    }

    private func bind(text: String, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text64(
                    handle, index, characters.baseAddress, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    /// SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func readColumns() {
        let preparations = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
        guard preparations != self.preparations else { return }
        self.preparations = preparations
        columns = Row.Columns(
            (0..<sqlite3_column_count(handle)).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" }
        )
        lastTexts = columns.names.map { _ in "" }
    }

    /// Bytes of the longest text that is shared: a statement is kept for long, and must not keep megabytes with it.
    private static let sharedLength = 128

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, in column: Int) -> String {
        guard bytes.count <= Self.sharedLength else { return String(decoding: bytes, as: UTF8.self) }
        let last = lastTexts[column].utf8
        let isSame =
            last.count == bytes.count
            && last.withContiguousStorageIfAvailable { isEqual($0, bytes) } ?? false
        if !isSame { lastTexts[column] = String(decoding: bytes, as: UTF8.self) }
        return lastTexts[column]
    }

    private func isEqual(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = a.baseAddress, let second = b.baseAddress else { return a.isEmpty }
        return memcmp(first, second, a.count) == 0
    }

    private func value(at column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .int(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(handle, column)
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
            return .text(text(bytes, in: Int(column)))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}
