import SQLAccess
import Vocabulary

/// A moment as the original stores it: NUMERIC seconds with six decimals.
///
/// PostgreSQL gives it back as text, SQLite as a double, which holds microseconds exactly until the year 2255.
struct VersionTime: SQLConvertible {
    var timestamp: Timestamp

    init(_ timestamp: Timestamp) {
        self.timestamp = timestamp
    }

    init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .int(let seconds): timestamp = Timestamp(microseconds: Self.microseconds(seconds))
        case .double(let seconds): timestamp = Timestamp(seconds: seconds)
        case .text(let text):
            guard let parsed = Self.parse(text) else { return nil }
            timestamp = parsed
        case .null, .blob, .bool: return nil
        }
    }

    var sqlValue: SQLValue { .text(timestamp.decimalSeconds) }

    private static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
        guard parts.count == 2 else { return Timestamp(microseconds: microseconds(whole)) }
        let digits = parts[1].prefix(6)
        guard let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)), whole >= 0 else {
            return nil
        }
        let (sum, overflows) = microseconds(whole).addingReportingOverflow(fraction)
        return Timestamp(microseconds: overflows ? .max : sum)
    }

    /// A number that no clock ever gave becomes the last or first moment there is.
    private static func microseconds(_ seconds: Int64) -> Int64 {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflows ? (seconds < 0 ? .min : .max) : product
    }
}

extension SQL {
    /// A bound moment, of the column's type on both engines.
    static func time(_ timestamp: Timestamp) -> SQL { "CAST(\(VersionTime(timestamp)) AS NUMERIC)" }
}
