public import Vocabulary

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .int(self) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .int(let value): self = value
        // PostgreSQL's SUM over BIGINT is NUMERIC, which arrives as text.
        case .text(let text):
            guard let value = Int64(text) else { return nil }
            self = value
        default: return nil
        }
    }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .int(Int64(self)) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard let value = Int64(sqlValue: sqlValue) else { return nil }
        self = Int(value)
    }
}

extension Double: SQLConvertible {
    public var sqlValue: SQLValue { .double(self) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .double(let value): self = value
        case .int(let value): self = Double(value)
        case .text(let text):
            guard let value = Double(text) else { return nil }
            self = value
        default: return nil
        }
    }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .bool(self) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .bool(let value): self = value
        case .int(let value): self = value != 0
        default: return nil
        }
    }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self = value
    }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .blob(self) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard case .blob(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Timestamp: SQLConvertible {
    public var sqlValue: SQLValue { .int(microseconds) }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard let value = Int64(sqlValue: sqlValue) else { return nil }
        self.init(microseconds: value)
    }
}

extension Identifier: SQLConvertible where RawValue: SQLConvertible {
    public var sqlValue: SQLValue { rawValue.sqlValue }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard let value = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: value)
    }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    public var sqlValue: SQLValue { rawValue.sqlValue }

    @inlinable
    public init?(sqlValue: SQLValue) {
        guard let raw = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: raw)
    }
}
