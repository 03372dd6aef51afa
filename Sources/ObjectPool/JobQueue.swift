import Glibc

/// A bounded queue between tasks, which never wait to put something in, and threads of our own, which sleep until
/// there is something to take out.
public final class JobQueue<Job: Sendable>: Sendable {
    private let state: State

    /// - Parameter limit: how many jobs may wait.
    public init(limit: Int) {
        state = State(limit: limit)
    }

    /// Puts a job at the end.
    public func add(_ job: Job) throws(JobRefusal) {
        state.lock()
        defer { state.unlock() }
        if state.isClosed { throw .closed }
        if state.count >= state.limit { throw .full }
        state.jobs.append(job)
        // A thread at work looks for the next job by itself: waking it costs more than many a query.
        if state.sleepers > 0 { pthread_cond_signal(state.arrival) }
    }

    /// The next job; sleeps until there is one. Nil when the queue is closed and what it held has been taken.
    public func take() -> Job? {
        state.lock()
        defer { state.unlock() }
        while state.count == 0 {
            if state.isClosed { return nil }
            state.sleepers += 1
            pthread_cond_wait(state.arrival, state.mutex)
            state.sleepers -= 1
        }
        return state.removeFirst()
    }

    /// The next job, nil when none waits.
    public func takeIfReady() -> Job? {
        state.lock()
        defer { state.unlock() }
        return state.count == 0 ? nil : state.removeFirst()
    }

    /// Whether no job waits.
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
        pthread_cond_broadcast(state.arrival)
    }

    /// Sendable because every member but the immutable pointers and `limit` is touched only between `lock` and
    /// `unlock`.
    private final class State: @unchecked Sendable {
        let limit: Int
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        var jobs: [Job?] = []
        /// Jobs before this index have been taken and are nil; they are dropped in bulk, so that taking one does not
        /// move them all.
        var head = 0
        var sleepers = 0
        var isClosed = false

        init(limit: Int) {
            self.limit = limit
            mutex.initialize(to: pthread_mutex_t())
            arrival.initialize(to: pthread_cond_t())
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(arrival, nil)
        }

        deinit {
            pthread_cond_destroy(arrival)
            pthread_mutex_destroy(mutex)
            arrival.deallocate()
            mutex.deallocate()
        }

        var count: Int { jobs.count - head }

        func lock() { pthread_mutex_lock(mutex) }

        func unlock() { pthread_mutex_unlock(mutex) }

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
