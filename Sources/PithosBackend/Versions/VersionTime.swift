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
        case .int(let seconds): timestamp = Timestamp(microseconds: seconds * 1_000_000)
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
        guard parts.count == 2 else { return Timestamp(microseconds: whole * 1_000_000) }
        let digits = parts[1].prefix(6)
        guard let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)), whole >= 0 else {
            return nil
        }
        return Timestamp(microseconds: whole * 1_000_000 + fraction)
    }
}

extension SQL {
    /// A bound moment, of the column's type on both engines.
    static func time(_ timestamp: Timestamp) -> SQL { "CAST(\(VersionTime(timestamp)) AS NUMERIC)" }
}
