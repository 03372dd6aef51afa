import AstakosClient
import Synchronization
import Vocabulary

/// Commissions that are accepted, and promises that are kept, for everyone who asks, though the books do not have that yet:
/// whoever writes in the books next enters them too, which saves them a transaction of their own.
///
///     add ─▶ waiting ─ begin ─▶ being entered ─ end ─▶ entered, or given up
///               ▲                     │
///               └────── failed ───────┘
///
/// Should the process die before, commissions stay pending, and their component accepts them again; promises are lost, and
/// their component counts anew.
final class AcceptedCommissions: Sendable {
    struct Entry: Sendable {
        enum Content: Sendable {
            /// Pending in the books.
            case commission(CommissionSerial, component: String)
            /// In memory alone.
            case promise(QuotaPromise)
        }

        var content: Content
        /// Called with `entered` once it is in the books, durably, or with `givenUp`.
        var whenDone: @Sendable (End) -> Void
        /// In the order they were accepted, from 1.
        fileprivate(set) var number = 0

        init(_ content: Content, whenDone: @escaping @Sendable (End) -> Void) {
            self.content = content
            self.whenDone = whenDone
        }

        /// Of a commission.
        var serial: CommissionSerial? { if case .commission(let serial, _) = content { serial } else { nil } }

        var promise: QuotaPromise? { if case .promise(let promise) = content { promise } else { nil } }
    }

    /// How the attempt to enter some ended.
    enum End {
        case entered
        /// They wait again.
        case failed
        /// Nobody tries it again.
        case givenUp
    }

    /// Who waits for the first `count`.
    private struct Reader {
        var count: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var count = 0
        var waiting: [Entry] = []
        /// The numbers of those that transactions are entering just now.
        var entering: Set<Int> = []
        var readers: [Reader] = []
        var hasAttendant = false
        /// Whether the last attempt to enter some failed.
        var isInTrouble = false

        /// Whether one of the first `count` waits; nil when only the end of a transaction can tell.
        func waits(amongFirst count: Int) -> Bool? {
            if waiting.contains(where: { $0.number <= count }) { return true }
            return entering.contains { $0 <= count } ? nil : false
        }
    }

    private let state = Mutex(State())

    /// Whether the books took no entry of late.
    var isInTrouble: Bool { state.withLock(\.isInTrouble) }

    /// How many were accepted so far.
    var count: Int { state.withLock(\.count) }

    /// - Returns: whether an attendant must see to it that all get entered. There is one at a time, who goes on until
    ///   `dismissAttendant` says so.
    func add(_ entry: Entry) -> Bool {
        state.withLock { state in
            state.count += 1
            state.waiting.append(entry)
            state.waiting[state.waiting.count - 1].number = state.count
            defer { state.hasAttendant = true }
            return !state.hasAttendant
        }
    }

    /// Whether all are entered; the attendant is done then.
    func dismissAttendant() -> Bool {
        state.withLock { state in
            state.hasAttendant = !(state.waiting.isEmpty && state.entering.isEmpty)
            return !state.hasAttendant
        }
    }

    /// What is to be entered, commissions by serial: by the caller, who says `end` afterwards. `areAll` is false when
    /// others are entering some besides.
    func begin() -> (entries: [Entry], areAll: Bool) {
        state.withLock { state in
            let entries = state.waiting.sorted { ($0.serial ?? .last, $0.number) < ($1.serial ?? .last, $1.number) }
            let areAll = state.entering.isEmpty
            state.waiting = []
            state.entering.formUnion(entries.map(\.number))
            return (entries, areAll)
        }
    }

    func end(_ entries: [Entry], as end: End) {
        guard !entries.isEmpty else { return }
        let answers = state.withLock { state in
            state.entering.subtract(entries.map(\.number))
            if end == .failed { state.waiting += entries }
            state.isInTrouble = end == .failed
            let answers = state.readers.map { ($0, state.waits(amongFirst: $0.count)) }
            state.readers = answers.filter { $0.1 == nil }.map(\.0)
            return answers
        }
        for case (let reader, let answer?) in answers { reader.continuation.resume(returning: answer) }
    }

    /// Whether one of the first `count` is still, or again, to be entered. Waits for those who are entering any of them,
    /// but for nobody else, so that it ends however many come after.
    func waits(amongFirst count: Int) async -> Bool {
        if let answer = state.withLock({ $0.waits(amongFirst: count) }) { return answer }
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state in
                let answer = state.waits(amongFirst: count)
                if answer == nil { state.readers.append(Reader(count: count, continuation: continuation)) }
                return answer
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}

extension CommissionSerial {
    /// None comes after it.
    fileprivate static let last = CommissionSerial(.max)
}
