/// Text that others wrote, for a terminal: names of servers and users are theirs to choose, and a terminal obeys what it
/// is shown.
enum TerminalText {
    /// The text with everything that steers a terminal, ends a line or turns the writing round shown as `\u001b`.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: steers) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if steers(scalar) { shown.append(contentsOf: escaped(scalar).unicodeScalars) } else { shown.append(scalar) }
        }
        return String(shown)
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        "\\u" + String(scalar.value, radix: 16).leftPadded(to: 4).replacing(" ", with: "0")
    }
}
