import Synchronization
import Vocabulary

/// The time as headers write it, made once a second.
final class HTTPDateCache: Sendable {
    private struct Entry {
        var second: Int64
        var text: String
    }

    private let entry = Mutex(Entry(second: .min, text: ""))

    func text(at time: Timestamp) -> String {
        let second = time.microseconds / 1_000_000
        return entry.withLock {
            if $0.second != second { $0 = Entry(second: second, text: time.rfc1123) }
            return $0.text
        }
    }
}
