import CPostgres
import SQLAccess

/// Values as libpq takes them: text ended by a zero, bytes as they are, all in one buffer.
struct PostgresParameters {
    /// 0 leaves it to the server to find the type from where the parameter stands.
    private(set) var types: [Oid] = []
    /// Where each value starts in `bytes`; nil for NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    /// 1 for binary.
    private var formats: [Int32] = []
    private var bytes: [UInt8] = []

    init(_ values: [SQLValue]) {
        for value in values { add(value) }
    }

    private mutating func add(_ value: SQLValue) {
        switch value {
        case .null: add(type: nil, start: nil, length: 0, format: 0)
        // A Swift integer is a BIGINT wherever it stands: `usage + $1` must not become INTEGER.
        case .int(let value): add(text: String(value), type: .int8)
        case .double(let value): add(text: value.postgresText, type: .float8)
        case .bool(let value): add(text: value ? "t" : "f", type: .bool)
        // Left to the server, so that it also goes into NUMERIC, UUID or JSONB columns.
        case .text(let value): add(text: value, type: nil)
        case .blob(let value):
            add(type: .bytea, start: bytes.count, length: Int32(value.count), format: 1)
            bytes += value
            // Even no bytes need an address.
            bytes.append(0)
        }
    }

    private mutating func add(text: String, type: PostgresType?) {
        add(type: type, start: bytes.count, length: 0, format: 0)
        bytes += text.utf8
        bytes.append(0)
    }

    private mutating func add(type: PostgresType?, start: Int?, length: Int32, format: Int32) {
        types.append(type?.rawValue ?? 0)
        starts.append(start)
        lengths.append(length)
        formats.append(format)
    }

    /// Calls `body` with the arrays that PQexecParams and PQexecPrepared take; they live as long as the call.
    func withPointers<Value>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start -> UnsafePointer<CChar>? in
                guard let start else { return nil }
                return base.map { UnsafePointer($0 + start) }
            }
            return pointers.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(Int32(values.count), values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}

extension Double {
    /// Swift writes "inf" and "nan", which PostgreSQL reads as well.
    fileprivate var postgresText: String { "\(self)" }
}
