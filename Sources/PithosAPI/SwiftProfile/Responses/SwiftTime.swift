import Vocabulary

extension Timestamp {
    /// `X-Timestamp`: seconds since 1970 with five decimals.
    var swiftTimestamp: String {
        let seconds = microseconds / 1_000_000
        let fraction = String(microseconds % 1_000_000 / 10)
        return "\(seconds)." + String(repeating: "0", count: 5 - fraction.utf8.count) + fraction
    }

    /// The next whole second: `Last-Modified` never lies before what happened.
    var roundedUp: Timestamp {
        Timestamp(microseconds: (microseconds + 999_999) / 1_000_000 * 1_000_000)
    }
}
