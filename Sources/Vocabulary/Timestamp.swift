import Glibc

/// A moment: microseconds since 1970-01-01T00:00:00Z. What databases keep and what every date on the wire is made of.
public struct Timestamp: Hashable, Sendable, Comparable {
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// From whole or fractional seconds since 1970. What lies outside of all time becomes its nearest end.
    public init(seconds: Double) {
        let exact = (seconds * 1_000_000).rounded()
        microseconds = Int64(exactly: exact) ?? (exact > 0 ? .max : exact < 0 ? .min : 0)
    }

    /// Now, by the system's clock.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Seconds since 1970, with the fraction.
    public var seconds: Double { Double(microseconds) / 1_000_000 }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

    public static func + (time: Timestamp, span: Duration) -> Timestamp {
        let (seconds, attoseconds) = span.components
        return Timestamp(microseconds: time.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    public static func - (time: Timestamp, span: Duration) -> Timestamp { time + (.zero - span) }
}

extension Timestamp {
    /// From one moment to another.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }
}
