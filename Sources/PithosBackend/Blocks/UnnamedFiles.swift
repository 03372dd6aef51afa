import NIOCore
import Synchronization

/// Short files that are in the journal and not in their places yet. Readers find them here meanwhile.
final class UnnamedFiles: Sendable {
    struct Entry: Sendable {
        let place: HashedPlace
        let content: ByteBuffer
        /// Which half of the journal it is in.
        let half: Int
        let added = ContinuousClock.now
    }

    /// What had better be done about those that nobody has tried yet.
    enum Due {
        /// Nothing yet: an upload seldom comes alone, and to make files takes a core from those that come.
        case later
        /// Nobody uploads just now: a few, and then another look.
        case some
        /// They have waited for long, or are many.
        case all
    }

    private struct State {
        /// Nobody has tried those from `head` on yet; those before are dropped in bulk, so that to take a few does not move
        /// thousands.
        var entries: [Entry] = []
        var head = 0
        /// They could not get their names.
        var failed: [Entry] = []
        /// Being tried.
        var taken = 0
        /// How many were added so far, how many of them were taken, and how many tried, in their order.
        var addedEver = 0
        var takenEver = 0
        var triedEver = 0
        /// The same place may wait several times.
        var contents: [HashedPlace: (content: ByteBuffer, count: Int)] = [:]
        /// How many are in each half.
        var counts = [0, 0]
        /// Bytes of the records of those that are fresh.
        var freshBytes = 0
        /// Who waits until the first so many were tried: not for what comes later, which may never end.
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        var fresh: ArraySlice<Entry> { entries[head...] }

        /// One of those that were taken was tried. Returns who has waited for it.
        mutating func countTried() -> [CheckedContinuation<Void, Never>] {
            taken -= 1
            guard taken == 0 else { return [] }
            triedEver = takenEver
            defer { observers.removeAll { $0.count <= triedEver } }
            return observers.filter { $0.count <= triedEver }.map(\.continuation)
        }
    }

    private let state = Mutex(State())

    /// What belongs at `place`, where it waits for its name. Asked before one looks at the place, it cannot be missed.
    func content(of place: HashedPlace) -> ByteBuffer? {
        state.withLock { $0.contents.isEmpty ? nil : $0.contents[place]?.content }
    }

    /// They are in the journal.
    func add(_ entries: [Entry]) {
        state.withLock { state in
            state.freshBytes += Self.bytes(of: entries)
            state.entries += entries
            state.addedEver += entries.count
            for entry in entries {
                state.contents[entry.place, default: (entry.content, 0)].count += 1
                state.counts[entry.half] += 1
            }
        }
    }

    /// - Parameter limit: bytes that may wait.
    func due(limit: Int, at moment: ContinuousClock.Instant = .now) -> Due {
        state.withLock { state in
            guard let first = state.fresh.first, let last = state.fresh.last, state.observers.isEmpty,
                state.freshBytes < limit, first.added.duration(to: moment) < Self.patience
            else { return .all }
            return last.added.duration(to: moment) < Self.pause ? .later : .some
        }
    }

    /// Without uploads. A busy disk makes shorter ones.
    private static let pause = Duration.milliseconds(50)
    /// The longest wait.
    private static let patience = Duration.seconds(10)

    /// The first of those that nobody has tried yet, at most so many. Of each the caller says what became of it, with `named`
    /// or `failed`.
    func takeFresh(atMost limit: Int = .max) -> [Entry] {
        state.withLock { state in
            let entries = Array(state.fresh.prefix(limit))
            state.head += entries.count
            if state.head * 2 >= state.entries.count {
                state.entries.removeFirst(state.head)
                state.head = 0
            }
            state.freshBytes -= Self.bytes(of: entries)
            state.taken += entries.count
            state.takenEver += entries.count
            return entries
        }
    }

    private static func bytes(of entries: [Entry]) -> Int {
        entries.reduce(0) { $0 + JournalRecord.size(content: $1.content.readableBytes) }
    }

    /// Those that failed, as `takeFresh`.
    ///
    /// - Parameter half: of the journal; nil for both.
    func takeFailed(inHalf half: Int? = nil) -> [Entry] {
        state.withLock { state in
            let entries = state.failed.filter { half == nil || $0.half == half }
            state.failed.removeAll { half == nil || $0.half == half }
            state.taken += entries.count
            return entries
        }
    }

    /// It lies in its place, or is in the journal once more.
    func named(_ entry: Entry) {
        let observers = state.withLock { state in
            state.counts[entry.half] -= 1
            state.contents[entry.place]?.count -= 1
            if state.contents[entry.place]?.count == 0 { state.contents[entry.place] = nil }
            return state.countTried()
        }
        for observer in observers { observer.resume() }
    }

    /// It waits for another try.
    func failed(_ entry: Entry) {
        let observers = state.withLock { state in
            state.failed.append(entry)
            return state.countTried()
        }
        for observer in observers { observer.resume() }
    }

    /// Whether all that is in a half of the journal has its name.
    func areNamed(inHalf half: Int) -> Bool { state.withLock { $0.counts[half] == 0 } }

    /// Whether there are some that nobody has tried yet.
    var hasFresh: Bool { state.withLock { !$0.fresh.isEmpty } }

    /// Whether some of them are in a half that takes in nothing more: those would come first.
    func hasFresh(inFullHalf half: Int) -> Bool { state.withLock { $0.fresh.first?.half == half } }

    /// Whether some could not get their names.
    var haveFailed: Bool { state.withLock { !$0.failed.isEmpty } }

    /// Returns when everything that waits now was tried.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                let isDone = state.triedEver == state.addedEver
                if !isDone { state.observers.append((state.addedEver, continuation)) }
                return isDone
            }
            if isDone { continuation.resume() }
        }
    }
}
