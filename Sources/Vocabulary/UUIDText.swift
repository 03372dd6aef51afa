/// Uuids as the services write them: 36 characters, lower case.
public enum UUIDText {
    /// A random uuid (RFC 4122, version 4).
    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        var bytes = RandomToken.bytes(16, using: &generator)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        var text = Array(Hex.encode(bytes).utf8)
        for position in [8, 13, 18, 23] { text.insert(UInt8(ascii: "-"), at: position) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the text has a uuid's form, of any version; upper case counts too.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count == 36 else { return false }
        for (index, byte) in text.utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if Hex.value(of: byte) == nil { return false }
            }
        }
        return true
    }
}
