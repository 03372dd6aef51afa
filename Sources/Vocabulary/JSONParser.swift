extension JSONValue {
    /// The value of a JSON text (RFC 8259).
    ///
    /// - Parameters:
    ///   - depthMax: how deep lists and objects may nest.
    ///   - countMax: how many values there may be, the lists and objects included: a value takes up to thirty times as
    ///     much memory as it has characters.
    /// - Throws: badRequest that says what is wrong, and at which byte.
    public init(parsing bytes: [UInt8], depthMax: Int = 64, countMax: Int = .max) throws {
        self = try bytes.withUnsafeBytes { try JSONValue(parsing: $0, depthMax: depthMax, countMax: countMax) }
    }

    public init(parsing text: String, depthMax: Int = 64) throws {
        try self.init(parsing: Array(text.utf8), depthMax: depthMax)
    }

    public init(parsing bytes: UnsafeRawBufferPointer, depthMax: Int = 64, countMax: Int = .max) throws {
        var parser = JSONParser(bytes: bytes, depthLeft: depthMax, countLeft: countMax)
        do throws(JSONParser.Mistake) {
            self = try parser.document()
        } catch {
            throw Fault(.badRequest, "The body is not JSON: \(error.reason) at byte \(parser.position).")
        }
    }
}

/// Recursive descent over the bytes of one text.
private struct JSONParser {
    struct Mistake: Error {
        var reason: String
    }

    let bytes: UnsafeRawBufferPointer
    var depthLeft: Int
    var countLeft: Int
    var position = 0

    init(bytes: UnsafeRawBufferPointer, depthLeft: Int, countLeft: Int) {
        self.bytes = bytes
        self.depthLeft = depthLeft
        self.countLeft = countLeft
    }

    mutating func document() throws(Mistake) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw Mistake(reason: "something follows the value") }
        return value
    }

    private mutating func value() throws(Mistake) -> JSONValue {
        skipSpace()
        guard let first = peek else { throw Mistake(reason: "the text ends too early") }
        countLeft -= 1
        guard countLeft >= 0 else { throw Mistake(reason: "there are too many values") }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw Mistake(reason: "a value is missing")
        }
    }

    private mutating func object() throws(Mistake) -> JSONValue {
        try descend()
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if !skip("}") {
            while true {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw Mistake(reason: "a name is missing") }
                let name = try string()
                skipSpace()
                guard skip(":") else { throw Mistake(reason: "a colon is missing") }
                members[name] = try value()
                skipSpace()
                if skip("}") { break }
                guard skip(",") else { throw Mistake(reason: "a comma or a brace is missing") }
            }
        }
        depthLeft += 1
        return .object(members)
    }

    private mutating func array() throws(Mistake) -> JSONValue {
        try descend()
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if !skip("]") {
            while true {
                elements.append(try value())
                skipSpace()
                if skip("]") { break }
                guard skip(",") else { throw Mistake(reason: "a comma or a bracket is missing") }
            }
        }
        depthLeft += 1
        return .array(elements)
    }

    private mutating func descend() throws(Mistake) {
        depthLeft -= 1
        guard depthLeft >= 0 else { throw Mistake(reason: "lists and objects nest too deep") }
    }

    private mutating func string() throws(Mistake) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if peek == UInt8(ascii: "\"") {
            let text = try utf8(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
            position += 1
            return text
        }
        return try escapedString(from: start)
    }

    /// The slower way, for strings with escapes.
    private mutating func escapedString(from start: Int) throws(Mistake) -> String {
        var text = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw Self.notUTF8 }
                return string
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw Mistake(reason: "a string has a control character")
            default:
                text.append(byte)
            }
        }
        throw Mistake(reason: "a string does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Mistake) {
        guard let byte = peek else { throw Mistake(reason: "a string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if 0xD800..<0xDC00 ~= code {
                guard skip("\\"), skip("u") else { throw Self.loneSurrogate }
                let low = try codeUnit()
                guard 0xDC00..<0xE000 ~= low else { throw Self.loneSurrogate }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw Self.loneSurrogate }
            text.append(contentsOf: Character(scalar).utf8)
        default:
            throw Mistake(reason: "a string has an unknown escape")
        }
    }

    private mutating func codeUnit() throws(Mistake) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Hex.value(of: byte) else {
                throw Mistake(reason: "an escape needs four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(Mistake) -> JSONValue {
        let start = position
        _ = skip("-")
        if !skip("0") { try digits() }
        var isWhole = true
        if skip(".") {
            isWhole = false
            try digits()
        }
        if skip("e") || skip("E") {
            isWhole = false
            if !skip("+") { _ = skip("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let whole = Int64(text) { return .int(whole) }
        guard let value = Double(text), value.isFinite else { throw Mistake(reason: "a number is too large") }
        return .double(value)
    }

    private mutating func digits() throws(Mistake) {
        let start = position
        while let byte = peek, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw Mistake(reason: "a digit is missing") }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(Mistake) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard peek == text.utf8Start[index] else { throw Mistake(reason: "a value is missing") }
            position += 1
        }
        return value
    }

    private func utf8(_ bytes: UnsafeRawBufferPointer) throws(Mistake) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Self.notUTF8 }
        return text
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private static let notUTF8 = Mistake(reason: "a string is not UTF-8")
    private static let loneSurrogate = Mistake(reason: "a string has half of a surrogate pair")
}
