/// Lower-case hexadecimal text, two digits a byte.
public enum Hex {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        if let text = bytes.withContiguousStorageIfAvailable({ encode(UnsafeRawBufferPointer($0)) }) { return text }
        return Array(bytes).withUnsafeBytes { encode($0) }
    }

    public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            encode(bytes, into: text)
            return bytes.count * 2
        }
    }

    /// Writes the digits into a space that has room for them.
    static func encode(_ bytes: UnsafeRawBufferPointer, into digits: UnsafeMutableBufferPointer<UInt8>) {
        var index = 0
        let space = UnsafeMutableRawBufferPointer(digits)
        while index + 4 <= bytes.count {
            let four = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            space.storeBytes(of: eightDigits(four).bigEndian, toByteOffset: index * 2, as: UInt64.self)
            index += 4
        }
        while index < bytes.count {
            digits[index * 2] = digit(bytes[index] >> 4)
            digits[index * 2 + 1] = digit(bytes[index] & 0xf)
            index += 1
        }
    }

    /// The digits of four bytes; the first byte and the first digit are the highest of their words.
    static func eightDigits(_ bytes: UInt32) -> UInt64 {
        // Each half of a byte gets a byte of its own.
        var word = UInt64(bytes)
        word = (word | word << 16) & 0x0000_ffff_0000_ffff
        word = (word | word << 8) & 0x00ff_00ff_00ff_00ff
        word = (word | word << 4) & 0x0f0f_0f0f_0f0f_0f0f
        // From ten on they are letters.
        let letters = (word &+ ones &* 6) >> 4 & ones
        return word &+ ones &* UInt64(UInt8(ascii: "0")) &+ letters &* letterGap
    }

    /// The four bytes that eight digits of either case mean, first digit highest; nil when one is no digit.
    public static func fourBytes(_ digits: UInt64) -> UInt32? {
        let tops = ones << 7
        guard digits & tops == 0 else { return nil }
        let lower = digits | ones &* 0x20
        // The top bit of each byte tells whether it is at least so much; bytes are below 128, so that none overflows.
        func atLeast(_ character: UInt8, _ word: UInt64) -> UInt64 { word &+ ones &* UInt64(128 - character) }
        let isDigit = atLeast(UInt8(ascii: "0"), digits) & ~atLeast(UInt8(ascii: "9") + 1, digits) & tops
        let isLetter = atLeast(UInt8(ascii: "a"), lower) & ~atLeast(UInt8(ascii: "f") + 1, lower) & tops
        guard isDigit | isLetter == tops else { return nil }
        var word = (digits & (ones &* 0xf)) &+ (isLetter >> 7) &* 9
        word = (word | word >> 4) & 0x00ff_00ff_00ff_00ff
        word = (word | word >> 8) & 0x0000_ffff_0000_ffff
        return UInt32(truncatingIfNeeded: word | word >> 16)
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    /// From what would follow "9" to "a".
    private static let letterGap = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)

    /// The bytes, from digits of either case; nil when a character is no digit or their number is odd.
    public static func decode(_ text: String) -> [UInt8]? {
        let count = text.utf8.count
        guard count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 2)
        var high: UInt8?
        for character in text.utf8 {
            guard let digit = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    /// The lower-case digit of a value below 16.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// The value of one digit of either case.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
