import Synchronization
import Vocabulary

/// The times of events. Each is later than the one before, also when two fall into one microsecond or the host's clock
/// is set back: an event that is not newer than the last is ignored (operations.md 3.8, ordering guard).
final class EventClock: Sendable {
    private let last = Mutex(Timestamp(microseconds: 0))

    func now() -> Timestamp {
        last.withLock { last in
            last = max(Timestamp.now(), Timestamp(microseconds: last.microseconds + 1))
            return last
        }
    }
}
