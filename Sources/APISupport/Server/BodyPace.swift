/// How much of a request's body comes while we wait for it. The time in which we do not ask for more, because what came is
/// still worked on, does not count.
struct BodyPace {
    /// What came since the last look that went well.
    private var bytes = 0
    /// How long we have waited since then, not counting the wait that goes on.
    private var waited = Duration.zero
    private var waitingSince: ContinuousClock.Instant?

    /// We have asked for more.
    mutating func waitBegan(now: ContinuousClock.Instant) {
        if waitingSince == nil { waitingSince = now }
    }

    mutating func arrived(bytes count: Int, now: ContinuousClock.Instant) {
        bytes += count
        guard let since = waitingSince else { return }
        waited += since.duration(to: now)
        waitingSince = nil
    }

    /// Whether we have waited for this long in all, and less than this has come. When enough has, counting begins anew.
    mutating func isTooSlow(minimum: Int, window: Duration, now: ContinuousClock.Instant) -> Bool {
        let total = waited + (waitingSince?.duration(to: now) ?? .zero)
        guard total > window else { return false }
        guard bytes >= minimum else { return true }
        (bytes, waited) = (0, .zero)
        if waitingSince != nil { waitingSince = now }
        return false
    }
}
