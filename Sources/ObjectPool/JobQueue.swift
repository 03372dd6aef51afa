public import Glibc

/// A bounded queue between tasks, which never wait to put something in, and threads of our own, which sleep until
/// there is something to take out. Inlined where it is used, so that it is made for the kind of its jobs.
///
/// Of several threads that sleep the one wakes that went to sleep last: what it had at hand for its last job, a database's
/// pages say, is still there.
public final class JobQueue<Job: Sendable>: Sendable {
    @usableFromInline let state: State

    /// - Parameter limit: how many jobs may wait.
    public init(limit: Int) {
        state = State(limit: limit)
    }

    /// Puts a job at the end.
    @inlinable
    public func add(_ job: Job) throws(JobRefusal) {
        state.lock()
        defer { state.unlock() }
        if state.isClosed { throw .closed }
        if state.count >= state.limit { throw .full }
        state.jobs.append(job)
        // A thread at work looks for the next job by itself: waking it costs more than many a query.
        state.sleepers.popLast()?.wake()
    }

    /// The next job; sleeps until there is one. Nil when the queue is closed and what it held has been taken.
    @inlinable
    public func take() -> Job? {
        state.lock()
        defer { state.unlock() }
        while state.count == 0 {
            if state.isClosed { return nil }
            state.sleep()
        }
        return state.removeFirst()
    }

    /// The next job, nil when none waits.
    @inlinable
    public func takeIfReady() -> Job? {
        state.lock()
        defer { state.unlock() }
        return state.count == 0 ? nil : state.removeFirst()
    }

    /// Whether no job waits.
    @inlinable
    public var isEmpty: Bool {
        state.lock()
        defer { state.unlock() }
        return state.count == 0
    }

    /// Takes in nothing more; what waits is still handed out. May be called twice.
    public func close() {
        state.lock()
        defer { state.unlock() }
        state.isClosed = true
        while let sleeper = state.sleepers.popLast() { sleeper.wake() }
    }

    /// Sendable because every member but the immutable pointers and `limit` is touched only between `lock` and
    /// `unlock`.
    @usableFromInline
    final class State: @unchecked Sendable {
        @usableFromInline let limit: Int
        @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        @usableFromInline var jobs: [Job?] = []
        /// Jobs before this index have been taken and are nil; they are dropped in bulk, so that taking one does not
        /// move them all.
        @usableFromInline var head = 0
        /// Threads that sleep, the last to do so at the end.
        @usableFromInline var sleepers: [JobSleeper] = []
        /// Of threads that are awake.
        private var beds: [JobSleeper] = []
        @usableFromInline var isClosed = false

        init(limit: Int) {
            self.limit = limit
            mutex.initialize(to: pthread_mutex_t())
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        @inlinable var count: Int { jobs.count - head }

        @inlinable func lock() { pthread_mutex_lock(mutex) }

        @inlinable func unlock() { pthread_mutex_unlock(mutex) }

        /// Until somebody takes us off the sleepers and wakes us. The mutex is free meanwhile.
        @usableFromInline
        func sleep() {
            let sleeper = beds.popLast() ?? JobSleeper()
            sleepers.append(sleeper)
            sleeper.sleep(mutex)
            beds.append(sleeper)
        }

        @inlinable
        func removeFirst() -> Job? {
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
