import CPostgres
import Glibc
import SQLAccess

/// What the server answered to one statement; freed exactly once.
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer?

    init(_ handle: OpaquePointer?) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var isFailure: Bool {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: false
        default: true
        }
    }

    /// "INSERT 0 1", "COMMIT", …
    var tag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// Rows the statement changed; those a SELECT found do not count.
    var changes: Int {
        guard !tag.hasPrefix("SELECT"), let text = PQcmdTuples(handle) else { return 0 }
        return strtol(text, nil, 10)
    }

    // An error's parts, by the letters of the macros PG_DIAG_SQLSTATE, …_MESSAGE_PRIMARY, …_CONSTRAINT_NAME and
    // …_COLUMN_NAME, which Swift does not import.
    var state: String { field("C") }
    var message: String { field("M") }
    var constraint: String { field("n") }
    var column: String { field("c") }

    private func field(_ letter: Unicode.Scalar) -> String {
        PQresultErrorField(handle, Int32(letter.value)).map { String(cString: $0) } ?? ""
    }

    /// Calls `each` for every row.
    func forEach(_ each: (Row) throws -> Void) throws {
        let count = PQntuples(handle)
        guard count > 0 else { return }
        let width = PQnfields(handle)
        let columns = Row.Columns((0..<width).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" })
        let types = (0..<width).map { PostgresType(rawValue: PQftype(handle, $0)) }
        for row in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width {
                values.append(try value(row, column, types[Int(column)], columns))
            }
            try each(Row(columns: columns, values: values))
        }
    }

    private func value(_ row: Int32, _ column: Int32, _ type: PostgresType?, _ columns: Row.Columns) throws -> SQLValue
    {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return .null }
        switch type {
        case .bool: return .bool(start.pointee == CChar(UInt8(ascii: "t")))
        case .int2, .int4, .int8, .oid: return .int(strtoll(start, nil, 10))
        case .float4, .float8: return .double(strtod(start, nil))
        case .bytea:
            let digits = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
            guard let bytes = [UInt8](byteaText: digits) else {
                throw DatabaseError.unexpectedValue(
                    column: columns.names[Int(column)], type: "bytea as hexadecimal digits")
            }
            return .blob(bytes)
        case .text, nil:
            // The server ends each value with a zero, and no value has one inside.
            return .text(String(cString: start))
        }
    }
}

extension [UInt8] {
    /// From `\x` and two hexadecimal digits a byte, as `bytea_output = hex` gives them.
    init?(byteaText text: UnsafeRawBufferPointer) {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
            return nil
        }
        self = []
        reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            guard let high = Self.digit(text[index]), let low = Self.digit(text[index + 1]) else { return nil }
            append(high << 4 | low)
        }
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
