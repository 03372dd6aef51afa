/// `%41` for `A`: how URLs and Pithos' headers carry any byte in ASCII.
public enum PercentEncoding {
    /// The bytes that stay as they are.
    public struct Allowed: Sendable {
        private var low: UInt64 = 0
        private var high: UInt64 = 0

        /// ASCII letters, digits, and these.
        public init(_ extra: String) {
            for byte in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8 { insert(byte) }
            for byte in extra.utf8 { insert(byte) }
        }

        private mutating func insert(_ byte: UInt8) {
            guard byte < 128 else { return }
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }

        public func contains(_ byte: UInt8) -> Bool {
            guard byte < 128 else { return false }
            return byte < 64 ? low >> UInt64(byte) & 1 == 1 : high >> UInt64(byte - 64) & 1 == 1
        }

        /// A segment of a path, or a value of a query: letters, digits, `_.-~`.
        public static let component = Allowed("_.-~")
        /// A path: its slashes stay.
        public static let path = Allowed("_.-~/")
        /// Values of Pithos' `X-…` response headers (object-storage.md 1.3).
        public static let headerValue = Allowed("_.-/=,:@; ")
        /// Every printable ASCII character but `%`: for headers that must stay readable (object-storage.md 1.3, Ours).
        public static let printable = Allowed(" !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~")
    }

    public static func encode(_ text: String, allowed: Allowed = .component) -> String {
        guard !text.utf8.allSatisfy(allowed.contains) else { return text }
        return encode(Array(text.utf8), allowed: allowed)
    }

    public static func encode(_ bytes: [UInt8], allowed: Allowed = .component) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count + 16)
        for byte in bytes {
            if allowed.contains(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The bytes behind the text. A `%` that two hexadecimal digits do not follow stands for itself.
    public static func decodeBytes(_ text: some StringProtocol, plusIsSpace: Bool = false) -> [UInt8] {
        let encoded = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = 0
        while index < encoded.count {
            let byte = encoded[index]
            if byte == UInt8(ascii: "%"), index + 2 < encoded.count, let high = Hex.value(of: encoded[index + 1]),
                let low = Hex.value(of: encoded[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
                continue
            }
            bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return bytes
    }

    /// The text behind the text; nil when its bytes are not UTF-8.
    ///
    /// - Parameter plusIsSpace: true in queries and forms.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        let isPlain = !text.utf8.contains { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }
        if isPlain { return String(text) }
        return String(validating: decodeBytes(text, plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    private static let digits: [UInt8] = Array("0123456789ABCDEF".utf8)
}
