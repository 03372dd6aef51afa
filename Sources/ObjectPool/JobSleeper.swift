import Glibc

/// Where one thread of a queue sleeps. Touched only by who holds the queue's mutex.
@usableFromInline
final class JobSleeper {
    private let call = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isAwake = false

    init() {
        call.initialize(to: pthread_cond_t())
        pthread_cond_init(call, nil)
    }

    deinit {
        pthread_cond_destroy(call)
        call.deallocate()
    }

    /// Until somebody wakes us. The mutex is free meanwhile.
    func sleep(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
        isAwake = false
        while !isAwake { pthread_cond_wait(call, mutex) }
    }

    @usableFromInline
    func wake() {
        isAwake = true
        pthread_cond_signal(call)
    }
}
