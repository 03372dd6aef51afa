/// The parameters of a header's value, `form-data; name="a"; filename="b;c"`: what follows the first semicolon. Names in
/// lower case.
struct HeaderParameters: Sendable {
    private var values: [String: String] = [:]

    init(_ value: String) {
        var rest = value.utf8.drop { $0 != UInt8(ascii: ";") }.dropFirst()
        while !rest.isEmpty {
            rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(name.count)
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "=") { value = Self.value(&rest) }
            rest = rest.drop { $0 != UInt8(ascii: ";") }.dropFirst()
            let key = String(decoding: Array(name), as: UTF8.self).filter { $0 != " " }.lowercased()
            if !key.isEmpty { values[key] = String(decoding: value, as: UTF8.self) }
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    /// Takes the value after an equals sign off the text: all between quotes, or up to the next semicolon. A backslash
    /// only counts before a quote, because browsers send those of file names as they are.
    private static func value(_ rest: inout Substring.UTF8View) -> [UInt8] {
        rest = rest.dropFirst()
        guard rest.first == UInt8(ascii: "\"") else {
            let value = rest.prefix { $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(value.count)
            return value.filter { $0 != UInt8(ascii: " ") }
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                value.append(UInt8(ascii: "\""))
            } else {
                value.append(byte)
            }
        }
        return value
    }
}
