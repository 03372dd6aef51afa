import Dispatch
import Glibc
import Logging
import Synchronization

/// The thread that gives short files their names, after their uploads were answered, and lets the journal begin anew.
final class JournalNamer: Sendable {
    private let halves: JournalHalves
    private let unnamed: UnnamedFiles
    private let shortFiles: ShortFiles
    private let logger: Logger
    private let state = Mutex(State())
    /// Raised when there is something to do.
    private let work = DispatchSemaphore(value: 0)
    /// Raised for who waits for room, after a look at what can be done about it.
    private let looked = DispatchSemaphore(value: 0)

    private struct State {
        var order = Order.work
        /// The thread has nothing to do.
        var sleeps = false
        var isRoomAwaited = false
        /// Why files have no names.
        var naming: Failure?
        /// Why the journal cannot be emptied.
        var emptying: Failure?
    }

    private enum Order {
        case work
        /// Finish what can be finished, then end.
        case finish
        /// End at once.
        case stop
    }

    /// Something could not be done.
    private struct Failure {
        var error: any Error
        var since = ContinuousClock.now

        /// After a while it is tried again.
        var isOver: Bool { since.duration(to: .now) >= .seconds(5) }
    }

    /// How long a file may lie in the journal alone. By then the system has written most of it by itself.
    private static let timeToCheckpoint = Duration.seconds(30)

    init(halves: JournalHalves, unnamed: UnnamedFiles, shortFiles: ShortFiles, logger: Logger) {
        self.halves = halves
        self.unnamed = unnamed
        self.shortFiles = shortFiles
        self.logger = logger
    }

    // MARK: - From other threads

    /// There is something to do. Costs next to nothing while the thread is awake.
    func wake() {
        let sleeps = state.withLock { state in
            defer { state.sleeps = false }
            return state.sleeps
        }
        if sleeps { work.signal() }
    }

    /// Returns when the journal may have room again.
    ///
    /// - Throws: why it has none, and will not have for some time.
    func waitForRoom() throws {
        let isAtWork = state.withLock { state in
            state.isRoomAwaited = state.order == .work
            return state.isRoomAwaited
        }
        if isAtWork {
            work.signal()
            looked.wait()
        }
        if let failure = state.withLock(\.emptying) { throw failure.error }
    }

    /// Has the thread end: at once, or when what can be named is named and the journal is empty.
    func end(finishing: Bool) {
        state.withLock { state in
            guard state.order == .work else { return }
            state.order = finishing ? .finish : .stop
        }
        work.signal()
    }

    // MARK: - On its thread

    func run() {
        // Who waits for an answer comes first: uploads wait for this thread only when it is megabytes behind.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
        while true {
            let (order, isRoomAwaited) = state.withLock { ($0.order, $0.isRoomAwaited) }
            // Most of one half may wait for a quiet moment; the other takes in what comes while names are given.
            let due = order == .work && !isRoomAwaited ? unnamed.due(limit: halves.size / 4 * 3) : .all
            if case .later = due {
                _ = work.wait(timeout: .now() + .milliseconds(10))
                continue
            }
            if order != .stop {
                name(due == .some ? Self.few : .max, isLast: order == .finish)
                emptyHalves(isLast: order == .finish)
            }
            let wasRoomAwaited = state.withLock { state in
                if order != .work { state.emptying = Failure(error: BlockError.unavailable("the store is closed")) }
                defer { state.isRoomAwaited = false }
                return state.isRoomAwaited
            }
            if wasRoomAwaited { looked.signal() }
            if order != .work { return }
            rest()
        }
    }

    /// Until there is something to do, or to look at again.
    private func rest() {
        let isUsed = halves.isUsed
        state.withLock { $0.sleeps = true }
        // What came while nobody would have been woken.
        if unnamed.hasFresh { return }
        if isUsed { _ = work.wait(timeout: .now() + .seconds(1)) } else { work.wait() }
    }

    /// How many files are made between two looks whether uploads come again.
    private static let few = 16

    private func name(_ limit: Int, isLast: Bool) {
        var entries = unnamed.takeFresh(atMost: limit)
        if isLast || state.withLock(\.naming)?.isOver ?? true { entries += unnamed.takeFailed() }
        var failure: (any Error)?
        for entry in entries {
            do {
                try shortFiles.put([entry.content], at: entry.place)
                unnamed.named(entry)
            } catch {
                unnamed.failed(entry)
                failure = error
            }
        }
        if let failure {
            log("files in the journal cannot get their places", failure)
            state.withLock { $0.naming = Failure(error: failure) }
        } else if !unnamed.haveFailed {
            state.withLock { $0.naming = nil }
        }
    }

    private func emptyHalves(isLast: Bool) {
        let isDue = halves.full != nil || halves.holdsSomething(for: Self.timeToCheckpoint)
        guard isLast || isDue && state.withLock(\.emptying)?.isOver ?? true else { return }
        do {
            if !unnamed.haveFailed { halves.turn() }
            try carryOver()
            try halves.checkpoint()
            state.withLock { $0.emptying = nil }
        } catch {
            log("the journal cannot be emptied", error)
            state.withLock { $0.emptying = Failure(error: error) }
        }
    }

    /// The few that cannot be named keep no half from being emptied: they are written into the other once more.
    private func carryOver() throws {
        // How many cannot be named shows when all were tried.
        guard let full = halves.full, !unnamed.hasFresh(inFullHalf: full) else { return }
        let left = unnamed.takeFailed(inHalf: full)
        guard !left.isEmpty else { return }
        do {
            let files = left.map { ShortFile(place: $0.place, content: [$0.content]) }
            if let failure = state.withLock(\.naming), files.reduce(0, { $0 + $1.size }) > halves.size / 4 {
                throw failure.error
            }
            _ = try halves.append(files, mustFit: true)
        } catch {
            for entry in left { unnamed.failed(entry) }
            throw error
        }
        for entry in left { unnamed.named(entry) }
    }

    private func log(_ message: Logger.Message, _ error: any Error) {
        logger.error(message, metadata: ["directory": "\(halves.directory)", "error": "\(error)"])
    }
}
