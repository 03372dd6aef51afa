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
            let clean = Self.cleanCount(characters)
            guard clean < characters.count else { return bytes.append(contentsOf: characters) }
            for index in clean..<characters.count {
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

    /// How many characters at the begin need no escape, or a few less: eight are looked at together.
    private static func cleanCount(_ characters: UnsafeBufferPointer<UInt8>) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        let raw = UnsafeRawBufferPointer(characters)
        var index = 0
        while index + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            // A top bit is set where a byte is below 0x20, or zero.
            let hits = (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes
            guard hits & tops == 0 else { return index }
            index += 8
        }
        while index < raw.count, raw[index] >= 0x20, raw[index] != UInt8(ascii: "\""), raw[index] != UInt8(ascii: "\\")
        {
            index += 1
        }
        return index
    }

    /// Bytes as a quoted string of two lower-case hexadecimal digits each.
    public mutating func raw(hex digits: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        for byte in digits {
            bytes.append(Hex.digit(byte >> 4))
            bytes.append(Hex.digit(byte & 0xf))
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
