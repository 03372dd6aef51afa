/// The name under which an object is readable by everyone, `…/public/<name>`.
///
/// - Source: object-storage.md 4.10.
enum PublicLink {
    /// A new random name: `bytes` random bytes as a number, written in the digits of `alphabet`, least significant
    /// first.
    static func random(bytes: Int, alphabet: [Character]) -> String {
        var generator = SystemRandomNumberGenerator()
        return encode((0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }, alphabet: alphabet)
    }

    /// A number given by its bytes, most significant first, in the digits of `alphabet`, least significant first.
    static func encode(_ bytes: [UInt8], alphabet: [Character]) -> String {
        precondition(alphabet.count > 1, "an alphabet has two digits at least")
        let base = UInt32(alphabet.count)
        var number = Array(bytes.drop { $0 == 0 })
        var digits = ""
        repeat {
            var remainder: UInt32 = 0
            for index in number.indices {
                let value = remainder << 8 | UInt32(number[index])
                number[index] = UInt8(value / base)
                remainder = value % base
            }
            digits.append(alphabet[Int(remainder)])
            number = Array(number.drop { $0 == 0 })
        } while !number.isEmpty
        return digits
    }
}
