extension Timestamp {
    /// `2013-08-12T09:30:00.123456+00:00`; the fraction only when it is not zero. Source: compute.md 1.9, identity.md
    /// 1.7.
    public var iso8601: String {
        dateAndTime(separator: "T") { text, calendar in
            if calendar.microsecond != 0 {
                text.append(UInt8(ascii: "."))
                text.append(calendar.microsecond, width: 6)
            }
            text.append("+00:00")
        }
    }

    /// `2013-08-12T09:30:00.123456`, UTC without saying so, always with six digits: OpenStack Swift's listings
    /// (object-storage.md 10.1).
    public var iso8601Micro: String {
        dateAndTime(separator: "T") { text, calendar in
            text.append(UInt8(ascii: "."))
            text.append(calendar.microsecond, width: 6)
        }
    }

    /// `2013-08-12 09:30:00`, UTC without saying so: the image API's dates (image.md, compute.md 1.9).
    public var plainUTC: String { dateAndTime(separator: " ") { _, _ in } }

    /// `Fri, 12 Jul 2013 10:13:32 GMT`; fractions are cut off. Source: object-storage.md 1.4.
    public var rfc1123: String {
        let calendar = CalendarTime(self)
        var text = DateText()
        text.append(CalendarNames.weekdays[calendar.weekday])
        text.append(", ")
        text.append(calendar.day, width: 2)
        text.append(" ")
        text.append(CalendarNames.months[calendar.month - 1])
        text.append(" ")
        text.append(calendar.year, width: 4)
        text.append(" ")
        text.append(clock: calendar)
        text.append(" GMT")
        return text.string
    }

    /// `1373624012.204511`: seconds since 1970 with as many decimals as are needed, at least one (object-storage.md
    /// 1.4).
    public var decimalSeconds: String {
        var text = DateText()
        if microseconds < 0 { text.append(UInt8(ascii: "-")) }
        let magnitude = microseconds.magnitude
        text.append(Int(magnitude / 1_000_000), width: 1)
        text.append(".")
        text.append(Int(magnitude % 1_000_000), width: 6)
        text.dropZeros(keeping: 1, ofLast: 6)
        return text.string
    }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func dateAndTime(separator: StaticString, _ rest: (inout DateText, CalendarTime) -> Void) -> String {
        let calendar = CalendarTime(self)
        var text = DateText()
        text.append(calendar.year, width: 4)
        text.append("-")
        text.append(calendar.month, width: 2)
        text.append("-")
        text.append(calendar.day, width: 2)
        text.append(separator)
        text.append(clock: calendar)
        rest(&text, calendar)
        return text.string
    }
}

/// English names, as the wire spells them.
enum CalendarNames {
    static let weekdays: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// Gathers a date's characters. All of them are ASCII.
private struct DateText {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(32) }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// At least `width` digits.
    mutating func append(_ number: Int, width: Int) {
        let start = bytes.count
        var rest = number.magnitude
        while rest > 0 || bytes.count < start + width {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    /// Drops zeros from the end, but leaves `kept` of the last `count` digits.
    mutating func dropZeros(keeping kept: Int, ofLast count: Int) {
        let shortest = bytes.count - count + kept
        while bytes.count > shortest, bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }

    mutating func append(clock calendar: CalendarTime) {
        append(calendar.hour, width: 2)
        append(":")
        append(calendar.minute, width: 2)
        append(":")
        append(calendar.second, width: 2)
    }
}
