/// Gathers a date's characters where they are going to stay: listings have tens of thousands of dates. All of them are
/// ASCII.
struct DateText {
    /// More than the longest date of the farthest year takes.
    static let limit = 64

    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    static func string(_ write: (inout DateText) -> Void) -> String {
        String(unsafeUninitializedCapacity: limit) { space in
            var text = DateText(bytes: space)
            write(&text)
            return text.count
        }
    }

    init(bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { for byte in $0 { append(byte) } }
    }

    /// At least `width` digits.
    mutating func append(_ number: Int, width: Int) {
        count += DecimalDigits.write(
            UInt64(number.magnitude), width: width, into: UnsafeMutableBufferPointer(rebasing: bytes[count...]))
    }

    /// Drops zeros from the end, but leaves `kept` of the last `digits` ones.
    mutating func dropZeros(keeping kept: Int, ofLast digits: Int) {
        let shortest = count - digits + kept
        while count > shortest, bytes[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }

    /// `2013-08-12T09:30:00`, with another separator in the middle where one is given.
    mutating func append(_ calendar: CalendarTime, separator: StaticString = "T") {
        append(calendar.year, width: 4)
        append(UInt8(ascii: "-"))
        append(calendar.month, width: 2)
        append(UInt8(ascii: "-"))
        append(calendar.day, width: 2)
        append(separator)
        append(clock: calendar)
    }

    mutating func append(clock calendar: CalendarTime) {
        append(calendar.hour, width: 2)
        append(UInt8(ascii: ":"))
        append(calendar.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(calendar.second, width: 2)
    }

    /// See `Timestamp.iso8601`.
    mutating func append(iso8601 moment: Timestamp) {
        let calendar = CalendarTime(moment)
        append(calendar)
        if calendar.microsecond != 0 {
            append(UInt8(ascii: "."))
            append(calendar.microsecond, width: 6)
        }
        append("+00:00")
    }

    /// See `Timestamp.decimalSeconds`.
    mutating func append(decimalSeconds moment: Timestamp) {
        if moment.microseconds < 0 { append(UInt8(ascii: "-")) }
        let magnitude = moment.microseconds.magnitude
        append(Int(magnitude / 1_000_000), width: 1)
        append(UInt8(ascii: "."))
        append(Int(magnitude % 1_000_000), width: 6)
        dropZeros(keeping: 1, ofLast: 6)
    }
}
