/// A value that knows its JSON text: the views of the services.
public protocol JSONWritable {
    /// Writes exactly one value.
    func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.raw(string: self) }
}

extension Int: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.raw(integer: Int64(self)) }
}

extension Int64: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.raw(integer: self) }
}

extension Bool: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.raw(self ? "true" : "false") }
}

extension Double: JSONWritable {
    /// The shortest text that reads back the same; `null` for what JSON cannot say (infinity, not a number).
    public func write(to writer: inout JSONWriter) {
        if isFinite { writer.json(description) } else { writer.raw("null") }
    }
}

extension Identifier: JSONWritable where RawValue: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { rawValue.write(to: &writer) }
}

extension Timestamp: JSONWritable {
    /// ISO 8601, as all JSON but the image API's has it.
    public func write(to writer: inout JSONWriter) { writer.raw(date: self) }
}

extension Array: JSONWritable where Element: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.array { for element in self { $0.value(element) } }
    }
}

extension Dictionary: JSONWritable where Key == String, Value: JSONWritable {
    /// Members in the order of their names, so that equal values give equal text.
    public func write(to writer: inout JSONWriter) {
        writer.object { for (name, value) in sorted(by: { $0.key < $1.key }) { $0.field(named: name, value) } }
    }
}

extension JSONValue: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.raw("null")
        case .bool(let value): value.write(to: &writer)
        case .int(let value): value.write(to: &writer)
        case .double(let value): value.write(to: &writer)
        case .string(let value): value.write(to: &writer)
        case .array(let value): value.write(to: &writer)
        case .object(let value): value.write(to: &writer)
        }
    }
}
