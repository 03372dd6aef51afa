extension Timestamp {
    /// `2013-08-12T09:30:00.123456+00:00`; the fraction only when it is not zero. Source: compute.md 1.9, identity.md
    /// 1.7.
    public var iso8601: String { DateText.string { $0.append(iso8601: self) } }

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
    public var decimalSeconds: String { DateText.string { $0.append(decimalSeconds: self) } }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func dateAndTime(separator: StaticString, _ rest: (inout DateText, CalendarTime) -> Void) -> String {
        let calendar = CalendarTime(self)
        return DateText.string { text in
            text.append(calendar, separator: separator)
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
