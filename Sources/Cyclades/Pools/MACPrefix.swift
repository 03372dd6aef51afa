/// The leading hex digits of a network's MAC addresses, as text in pairs: `aa:00:1`.
struct MACPrefix {
    var number: Int64
    /// How many hex digits there are.
    var digits: Int

    /// The prefix `offset` steps after `base`; nil when `base` is no such text or the digits do not suffice.
    init?(base: String, offset: Int64) {
        let hex = base.filter { $0 != ":" }
        guard !hex.isEmpty, hex.utf8.count <= 11, let first = Int64(hex, radix: 16) else { return nil }
        number = first + offset
        digits = hex.utf8.count
        guard number >= 0, number < Int64(1) << (4 * digits) else { return nil }
    }

    var text: String {
        let hex = String(number, radix: 16)
        let padded = Array(String(repeating: "0", count: max(0, digits - hex.utf8.count)) + hex)
        return padded.chunks(of: 2).map { String($0) }.joined(separator: ":")
    }

    /// Whether cards with it were never sold: the first octet says "locally administered" and "for one receiver".
    var isLocalUnicast: Bool {
        guard digits >= 2 else { return false }
        return (number >> (4 * (digits - 2))) & 0b11 == 0b10
    }
}
