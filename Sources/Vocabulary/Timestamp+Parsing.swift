extension Timestamp {
    /// A date of an HTTP header: RFC 1123, RFC 850 or asctime, exactly; nil for all else (object-storage.md 1.4).
    public init?(httpDate text: String) {
        guard let calendar = Self.rfc1123(text) ?? Self.rfc850(text) ?? Self.asctime(text) else { return nil }
        self.init(calendar)
    }

    /// A date with a time zone in any common notation: ISO 8601 in long or short form, or an HTTP date.
    ///
    /// - Shape: `2013-08-12T09:30:00.5+03:00`, a space for the `T`, `Z`, `UTC` or `GMT` for the offset,
    ///   `20130812T093000Z`; seconds and fraction may be missing.
    /// - Throws: badRequest when the text is no date, or names no time zone.
    /// - Source: compute.md 1.10.
    public init(zonedDate text: String, field: String) throws {
        if let time = Timestamp(httpDate: text) {
            self = time
            return
        }
        var scanner = DateScanner(text)
        guard let calendar = Self.iso8601(&scanner) else {
            throw Fault(.badRequest, "\(field) is not a date: use ISO 8601 with a time zone.")
        }
        scanner.skipSpaces()
        guard !scanner.isAtEnd else { throw Fault(.badRequest, "\(field) has no time zone.") }
        guard let offset = Self.zone(&scanner), scanner.isAtEnd else {
            throw Fault(.badRequest, "\(field) has a time zone that cannot be read.")
        }
        self = Timestamp(calendar) - .seconds(offset)
    }

    /// `2013-08-12T09:30:00.123456+00:00` and the like, and also without a zone, which then means UTC: what
    /// databases and our own files hold. Nil for all else.
    public init?(iso8601 text: String) {
        var scanner = DateScanner(text)
        guard let calendar = Self.iso8601(&scanner) else { return nil }
        guard !scanner.isAtEnd else {
            self.init(calendar)
            return
        }
        guard let offset = Self.zone(&scanner), scanner.isAtEnd else { return nil }
        self = Timestamp(calendar) - .seconds(offset)
    }

    private static func rfc1123(_ text: String) -> CalendarTime? {
        var scanner = DateScanner(text)
        guard CalendarNames.weekdays.contains(where: { scanner.skip($0) }), scanner.skip(", "),
            let day = scanner.number(digits: 2), scanner.skip(" "), let month = scanner.month(), scanner.skip(" "),
            let year = scanner.number(digits: 4), scanner.skip(" "), let clock = scanner.clock(),
            scanner.skip(" GMT"), scanner.isAtEnd
        else { return nil }
        return CalendarTime(
            year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    }

    /// Two-digit years below 70 are of this century.
    private static func rfc850(_ text: String) -> CalendarTime? {
        var scanner = DateScanner(text)
        guard scanner.word().hasSuffix("day"), scanner.skip(", "), let day = scanner.number(digits: 2),
            scanner.skip("-"), let month = scanner.month(), scanner.skip("-"),
            let year = scanner.number(digits: 2), scanner.skip(" "), let clock = scanner.clock(),
            scanner.skip(" GMT"), scanner.isAtEnd
        else { return nil }
        return CalendarTime(
            year: year < 70 ? 2000 + year : 1900 + year, month: month, day: day, hour: clock.hour,
            minute: clock.minute, second: clock.second)
    }

    private static func asctime(_ text: String) -> CalendarTime? {
        var scanner = DateScanner(text)
        guard CalendarNames.weekdays.contains(where: { scanner.skip($0) }), scanner.skip(" "),
            let month = scanner.month(), scanner.skip(" ")
        else { return nil }
        _ = scanner.skip(" ")
        guard let day = scanner.number(digits: 1...2), scanner.skip(" "), let clock = scanner.clock(),
            scanner.skip(" "), let year = scanner.number(digits: 4), scanner.isAtEnd
        else { return nil }
        return CalendarTime(
            year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    }

    /// The part of an ISO 8601 date before its zone.
    private static func iso8601(_ scanner: inout DateScanner) -> CalendarTime? {
        guard let year = scanner.number(digits: 4) else { return nil }
        let hasDashes = scanner.skip("-")
        guard let month = scanner.number(digits: 2), !hasDashes || scanner.skip("-"),
            let day = scanner.number(digits: 2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(digits: 2)
        else { return nil }
        let hasColons = scanner.skip(":")
        guard let minute = scanner.number(digits: 2) else { return nil }
        var second = 0
        var fraction: Int? = 0
        if hasColons ? scanner.skip(":") : !scanner.isAtEnd {
            if let number = scanner.number(digits: 2) {
                second = number
                fraction = scanner.fraction()
            } else if hasColons {
                return nil
            }
        }
        guard let fraction else { return nil }
        return CalendarTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: fraction)
    }

    /// Seconds east of Greenwich.
    private static func zone(_ scanner: inout DateScanner) -> Int? {
        if scanner.skip("Z") || scanner.skip("z") || scanner.skip("UTC") || scanner.skip("GMT") { return 0 }
        let sign: Int
        if scanner.skip("+") {
            sign = 1
        } else if scanner.skip("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = scanner.number(digits: 2), hours < 24 else { return nil }
        guard !scanner.isAtEnd else { return sign * hours * 3600 }
        _ = scanner.skip(":")
        guard let minutes = scanner.number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
