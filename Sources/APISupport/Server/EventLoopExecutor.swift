import NIOCore

/// Runs a connection's task on the connection's event loop, so that what the loop has read is handled without a change of
/// thread.
///
/// What is handled so keeps all connections of the loop waiting: whoever computes for longer than a few milliseconds, or
/// waits for a disk, does so on threads of his own.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
