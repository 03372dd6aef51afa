/// Reads a date from left to right; every step says whether it matched and moves on only then.
struct DateScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Digits, exactly so many.
    mutating func number(digits count: Int) -> Int? {
        number(digits: count...count)
    }

    /// As many digits as there are, within bounds.
    mutating func number(digits bounds: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        var ahead = rest
        while count < bounds.upperBound, let byte = ahead.first, (48...57).contains(byte) {
            value = value * 10 + Int(byte - 48)
            count += 1
            ahead.removeFirst()
        }
        guard count >= bounds.lowerBound else { return nil }
        rest = ahead
        return value
    }

    mutating func skip(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard rest.starts(with: wanted) else { return false }
            rest.removeFirst(wanted.count)
            return true
        }
    }

    mutating func skipSpaces() {
        while rest.first == UInt8(ascii: " ") { rest.removeFirst() }
    }

    /// A run of letters.
    mutating func word() -> String {
        let letters = rest.prefix { (65...90).contains($0) || (97...122).contains($0) }
        rest = rest.dropFirst(letters.count)
        return String(Substring(letters))
    }

    /// A three-letter month, 1 to 12.
    mutating func month() -> Int? {
        for (index, name) in CalendarNames.months.enumerated() where skip(name) { return index + 1 }
        return nil
    }

    /// `HH:MM:SS`.
    mutating func clock() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2)
        else { return nil }
        return (hour, minute, second)
    }

    /// `.5` or `,500000`: microseconds; more digits than six are cut off. Zero when there is none.
    mutating func fraction() -> Int? {
        guard skip(".") || skip(",") else { return 0 }
        var value = 0
        var scale = 100_000
        var count = 0
        while let digit = number(digits: 1) {
            value += digit * scale
            scale /= 10
            count += 1
        }
        return count > 0 ? value : nil
    }
}
