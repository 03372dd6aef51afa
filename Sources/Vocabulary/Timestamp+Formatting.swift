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
        return DateText.string { text in
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
        }
    }

    /// `1373624012.204511`: seconds since 1970 with as many decimals as are needed, at least one (object-storage.md
    /// 1.4).
    public var decimalSeconds: String {
        DateText.string { text in
            if microseconds < 0 { text.append(UInt8(ascii: "-")) }
            let magnitude = microseconds.magnitude
            text.append(Int(magnitude / 1_000_000), width: 1)
            text.append(".")
            text.append(Int(magnitude % 1_000_000), width: 6)
            text.dropZeros(keeping: 1, ofLast: 6)
        }
    }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func dateAndTime(separator: StaticString, _ rest: (inout DateText, CalendarTime) -> Void) -> String {
        let calendar = CalendarTime(self)
        return DateText.string { text in
            text.append(calendar.year, width: 4)
            text.append("-")
            text.append(calendar.month, width: 2)
            text.append("-")
            text.append(calendar.day, width: 2)
            text.append(separator)
            text.append(clock: calendar)
            rest(&text, calendar)
        }
    }
}

/// English names, as the wire spells them.
enum CalendarNames {
    static let weekdays: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// Gathers a date's characters where its string is going to keep them: listings have tens of thousands of dates. All of
/// them are ASCII.
private struct DateText {
    /// More than the longest date of the farthest year takes.
    private static let capacity = 64

    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    static func string(_ write: (inout DateText) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { space in
            var text = DateText(bytes: space)
            write(&text)
            return text.count
        }
    }

    private init(bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { for byte in $0 { append(byte) } }
    }

    /// At least `width` digits.
    mutating func append(_ number: Int, width: Int) {
        var length = width
        var bound = (0..<width).reduce(UInt(1)) { power, _ in power * 10 }
        while number.magnitude >= bound, length < 19 {
            length += 1
            bound *= 10
        }
        var rest = number.magnitude
        for place in stride(from: count + length - 1, through: count, by: -1) {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += length
    }

    /// Drops zeros from the end, but leaves `kept` of the last `digits` ones.
    mutating func dropZeros(keeping kept: Int, ofLast digits: Int) {
        let shortest = count - digits + kept
        while count > shortest, bytes[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }

    mutating func append(clock calendar: CalendarTime) {
        append(calendar.hour, width: 2)
        append(":")
        append(calendar.minute, width: 2)
        append(":")
        append(calendar.second, width: 2)
    }
}
