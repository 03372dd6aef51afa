/// Base64 as the original's clients send it: line breaks and other strangers between the digits are skipped.
enum LenientBase64 {
    /// Nil when the digits end in the middle of a byte.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var digits = 0
        for character in text.utf8 {
            guard let value = value(of: character) else { continue }
            bits = bits << 6 | UInt32(value)
            digits += 1
            if digits == 4 {
                bytes += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
                (bits, digits) = (0, 0)
            }
        }
        switch digits {
        case 0: return bytes
        case 2: return bytes + [UInt8(bits >> 4 & 255)]
        case 3: return bytes + [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
        default: return nil
        }
    }

    /// Whether a stricter reader would find the same bytes: digits in whole fours, filled up with `=`, and nothing but
    /// blanks and line breaks between them.
    static func isWhole(_ text: String) -> Bool {
        var digits = 0
        var padding = 0
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case UInt8(ascii: "="): padding += 1
            default:
                guard padding == 0, isDigit(character) else { return false }
                digits += 1
            }
        }
        return padding <= 2 && (digits + padding).isMultiple(of: 4)
    }

    static func isDigit(_ character: UInt8) -> Bool { value(of: character) != nil }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
