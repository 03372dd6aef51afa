/// Writes JSON text, from left to right, without a value in between: the fast way out on hot paths.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.field("id", server.id)
///     $0.array("links") { for link in links { $0.object { … } } }
/// }
/// ```
public struct JSONWriter: ~Copyable {
    private var bytes: GrowingBytes
    /// Whether the next value or name is preceded by one in the same list or object.
    @usableFromInline var needsComma = false

    /// - Parameters:
    ///   - capacity: bytes there is room for at first.
    ///   - drain: takes a long text piece by piece, in order; what is left at the end `withBytes` has. Nil keeps all.
    public init(capacity: Int = 512, drain: ((UnsafeBufferPointer<UInt8>) -> Void)? = nil) {
        bytes = GrowingBytes(capacity: capacity, drain: drain)
    }

    /// The text so far, UTF-8, without what was drained.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try bytes.withBytes(body)
    }

    /// The text so far.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// The JSON text of one value.
    public static func text(_ value: some JSONWritable) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return writer.text
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
        bytes.append(text)
        needsComma = true
    }

    /// UTF-8 that is JSON already, taken as it is.
    public mutating func json(_ text: [UInt8]) {
        comma()
        text.withUnsafeBufferPointer { bytes.append($0) }
        needsComma = true
    }

    // MARK: - Members of an object: a name, then a value as above

    /// - Parameter name: needs no escape.
    @inlinable
    public mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        self.name(name)
        self.value(value)
    }

    /// The member is written in any case, `null` when there is no value.
    @inlinable
    public mutating func field(_ name: StaticString, _ value: (some JSONWritable)?) {
        self.name(name)
        self.value(value)
    }

    /// The member is left out when there is no value.
    @inlinable
    public mutating func fieldIfPresent(_ name: StaticString, _ value: (some JSONWritable)?) {
        if let value { field(name, value) }
    }

    public mutating func object(_ name: StaticString, _ members: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try object(members)
    }

    public mutating func array(_ name: StaticString, _ elements: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try array(elements)
    }

    // MARK: - Members whose names are data

    @inlinable
    public mutating func field(named name: String, _ value: some JSONWritable) {
        self.name(name)
        self.value(value)
    }

    /// The member is written in any case, `null` when there is no value.
    @inlinable
    public mutating func field(named name: String, _ value: (some JSONWritable)?) {
        self.name(name)
        self.value(value)
    }

    public mutating func object(named name: String, _ members: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try object(members)
    }

    public mutating func array(named name: String, _ elements: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try array(elements)
    }

    // MARK: - What the values are made of, for `JSONWritable`

    /// A quoted string (RFC 8259 section 7).
    public mutating func raw(string text: String) {
        var text = text
        text.withUTF8 { characters in
            if Self.cleanCount(characters) == characters.count { return quote(characters) }
            bytes.append(UInt8(ascii: "\""))
            for character in characters {
                if character >= 0x20, character != UInt8(ascii: "\""), character != UInt8(ascii: "\\") {
                    bytes.append(character)
                } else {
                    escape(character)
                }
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// What needs no escape, in quotes.
    private mutating func quote(_ characters: UnsafeBufferPointer<UInt8>) {
        bytes.append(upTo: characters.count + 2) { space in
            space[0] = UInt8(ascii: "\"")
            _ = UnsafeMutableBufferPointer(rebasing: space[1...]).update(fromContentsOf: characters)
            space[characters.count + 1] = UInt8(ascii: "\"")
            return characters.count + 2
        }
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
        let count = digits.count * 2 + 2
        bytes.append(upTo: count) { space in
            space[0] = UInt8(ascii: "\"")
            Hex.encode(digits, into: UnsafeMutableBufferPointer(rebasing: space[1...]))
            space[count - 1] = UInt8(ascii: "\"")
            return count
        }
    }

    public mutating func raw(integer value: Int64) {
        bytes.append(upTo: DecimalDigits.limit + 1) { space in
            guard value < 0 else { return DecimalDigits.write(value.magnitude, into: space) }
            space[0] = UInt8(ascii: "-")
            return 1 + DecimalDigits.write(value.magnitude, into: UnsafeMutableBufferPointer(rebasing: space[1...]))
        }
    }

    /// A moment as a quoted string.
    public mutating func raw(date moment: Timestamp) {
        bytes.append(upTo: DateText.limit + 2) { space in
            var text = DateText(bytes: space)
            text.append(UInt8(ascii: "\""))
            text.append(iso8601: moment)
            text.append(UInt8(ascii: "\""))
            return text.count
        }
    }

    /// A moment as a number, see `Timestamp.decimalSeconds`.
    public mutating func raw(seconds moment: Timestamp) {
        bytes.append(upTo: DateText.limit) { space in
            var text = DateText(bytes: space)
            text.append(decimalSeconds: moment)
            return text.count
        }
    }

    public mutating func raw(_ text: StaticString) {
        bytes.append(text)
    }

    @usableFromInline
    mutating func name(_ name: StaticString) {
        let count = name.utf8CodeUnitCount
        bytes.append(upTo: count + 4) { space in
            var length = 0
            if needsComma {
                space[length] = UInt8(ascii: ",")
                length += 1
            }
            space[length] = UInt8(ascii: "\"")
            length += 1
            name.withUTF8Buffer {
                _ = UnsafeMutableBufferPointer(rebasing: space[length...]).update(fromContentsOf: $0)
            }
            length += count
            space[length] = UInt8(ascii: "\"")
            space[length + 1] = UInt8(ascii: ":")
            return length + 2
        }
        needsComma = false
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
            bytes.append(Hex.digit(byte >> 4))
            bytes.append(Hex.digit(byte & 0xf))
        }
    }
}
