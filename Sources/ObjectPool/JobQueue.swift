public import Dispatch
public import Synchronization

/// A bounded queue between tasks, which never wait to put something in, and threads of our own, which sleep until
/// there is something to take out. Inlined where it is used, so that it is made for the kind of its jobs.
///
/// Of several threads that sleep the one wakes that went to sleep last: what it had at hand for its last job, a database's
/// pages say, is still there.
public final class JobQueue<Job: Sendable>: Sendable {
    @usableFromInline let state: Mutex<State>
    @usableFromInline let limit: Int

    /// - Parameter limit: how many jobs may wait.
    public init(limit: Int) {
        self.limit = limit
        state = Mutex(State())
    }

    /// Puts a job at the end.
    @inlinable
    public func add(_ job: Job) throws(JobRefusal) {
        let answer = state.withLock { state -> Result<DispatchSemaphore?, JobRefusal> in
            if state.isClosed { return .failure(.closed) }
            if state.count >= limit { return .failure(.full) }
            state.jobs.append(job)
            // A thread at work looks for the next job by itself: waking it costs more than many a query.
            return .success(state.sleepers.popLast())
        }
        // Outside, or it would wake up to wait for the lock.
        try answer.get()?.signal()
    }

    /// The next job; sleeps until there is one.
    ///
    /// - Parameter deadline: when the sleep ends at the latest.
    /// - Returns: nil when the queue is closed and what it held has been taken, or when there was none in time.
    @inlinable
    public func take(before deadline: DispatchTime = .distantFuture) -> Job? {
        while true {
            let step = state.withLock { state -> Step in
                if state.count > 0 { return .take(state.removeFirst()) }
                if state.isClosed { return .take(nil) }
                let bed = state.beds.popLast() ?? DispatchSemaphore(value: 0)
                state.sleepers.append(bed)
                return .sleep(bed)
            }
            switch step {
            case .take(let job): return job
            case .sleep(let bed):
                if bed.wait(timeout: deadline) == .timedOut {
                    if state.withLock({ $0.leave(bed) }) { return nil }
                    // Somebody has just taken it off, and wakes it.
                    bed.wait()
                }
                state.withLock { $0.beds.append(bed) }
            }
        }
    }

    /// The next job, nil when none waits.
    @inlinable
    public func takeIfReady() -> Job? {
        state.withLock { $0.count == 0 ? nil : $0.removeFirst() }
    }

    /// Whether no job waits.
    @inlinable
    public var isEmpty: Bool { state.withLock { $0.count == 0 } }

    /// Takes in nothing more; what waits is still handed out. May be called twice.
    public func close() {
        let sleepers = state.withLock { state in
            defer { state.sleepers = [] }
            state.isClosed = true
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.signal() }
    }

    /// What a thread that wants a job does next.
    @usableFromInline
    enum Step {
        case take(Job?)
        case sleep(DispatchSemaphore)
    }

    @usableFromInline
    struct State {
        @usableFromInline var jobs: [Job?] = []
        /// Jobs before this index have been taken and are nil; they are dropped in bulk, so that taking one does not
        /// move them all.
        @usableFromInline var head = 0
        /// Where threads sleep, the last to do so at the end. Who takes one off wakes it.
        @usableFromInline var sleepers: [DispatchSemaphore] = []
        /// Of threads that are awake.
        @usableFromInline var beds: [DispatchSemaphore] = []
        @usableFromInline var isClosed = false

        init() {}

        /// Takes a bed off the sleepers whose time is over. False when somebody else has.
        @usableFromInline
        mutating func leave(_ bed: DispatchSemaphore) -> Bool {
            guard let index = sleepers.firstIndex(where: { $0 === bed }) else { return false }
            sleepers.remove(at: index)
            beds.append(bed)
            return true
        }

        @inlinable var count: Int { jobs.count - head }

        @inlinable
        mutating func removeFirst() -> Job? {
            let job = jobs[head]
            // What a job holds goes with it.
            jobs[head] = nil
            head += 1
            if head == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 64, head * 2 >= jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }
}
