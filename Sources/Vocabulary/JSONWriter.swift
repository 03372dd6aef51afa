/// Writes JSON text, from left to right, without a value in between: the fast way out on hot paths.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.field("id", server.id)
///     $0.array("links") { for link in links { $0.object { … } } }
/// }
/// ```
public struct JSONWriter: Sendable {
    /// The text so far, UTF-8.
    public private(set) var bytes: [UInt8]
    /// Whether the next value or name is preceded by one in the same list or object.
    @usableFromInline var needsComma = false

    public init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// The JSON text of one value.
    public static func text(_ value: some JSONWritable) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: - Values: the whole text, or an element of a list

    @inlinable
    public mutating func value(_ value: some JSONWritable) {
        comma()
        value.write(to: &self)
        needsComma = true
    }

    /// A value, or `null`.
    @inlinable
    public mutating func value(_ value: (some JSONWritable)?) {
        if let value { self.value(value) } else { null() }
    }

    public mutating func null() {
        comma()
        raw("null")
        needsComma = true
    }

    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        comma()
        try nested(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        comma()
        try nested(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    /// Text that is JSON already, taken as it is.
    public mutating func json(_ text: String) {
        comma()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    // MARK: - Members of an object

    @inlinable
    public mutating func field(_ name: String, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
        needsComma = true
    }

    /// The member is written in any case, `null` when there is no value.
    @inlinable
    public mutating func field(_ name: String, _ value: (some JSONWritable)?) {
        self.name(name)
        if let value { value.write(to: &self) } else { raw("null") }
        needsComma = true
    }

    /// The member is left out when there is no value.
    @inlinable
    public mutating func fieldIfPresent(_ name: String, _ value: (some JSONWritable)?) {
        if let value { field(name, value) }
    }

    public mutating func object(_ name: String, _ members: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try nested(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    public mutating func array(_ name: String, _ elements: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try nested(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    // MARK: - What the values are made of, for `JSONWritable`

    /// A quoted string (RFC 8259 section 7).
    public mutating func raw(string text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { characters in
            var start = 0
            for index in 0..<characters.count {
                let byte = characters[index]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
                bytes.append(contentsOf: characters[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: characters[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func raw(integer value: Int64) {
        var magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        if magnitude < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude))
            return
        }
        let start = bytes.count
        while magnitude > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
            magnitude /= 10
        }
        bytes[start...].reverse()
    }

    public mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    @usableFromInline
    mutating func name(_ name: String) {
        comma()
        raw(string: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func nested(
        _ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) throws -> Void
    ) rethrows {
        bytes.append(open)
        needsComma = false
        try content(&self)
        bytes.append(close)
        needsComma = true
    }

    @usableFromInline
    mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 10: bytes.append(UInt8(ascii: "n"))
        case 13: bytes.append(UInt8(ascii: "r"))
        case 9: bytes.append(UInt8(ascii: "t"))
        default:
            raw("u00")
            bytes.append(contentsOf: Hex.encode([byte]).utf8)
        }
    }
}
