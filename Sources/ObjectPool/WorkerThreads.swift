import Glibc
import Synchronization

/// Threads of our own for calls that block (databases, files): the cooperative pool has only as many threads as there
/// are cores, and must not wait for a disk.
public final class WorkerThreads: Sendable {
    private struct State {
        var running: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// Starts `count` threads that each run `body` once, given their number from 0, and end with it.
    ///
    /// - Parameter name: shown by `top -H` and debuggers; its first 12 characters and the thread's number.
    public init(name: String, count: Int, body: @escaping @Sendable (Int) -> Void) {
        precondition(count > 0, "a group of threads needs at least one")
        state = Mutex(State(running: count))
        for number in 0..<count {
            Self.start(name: "\(name.prefix(12))-\(number)") {
                body(number)
                self.ended()
            }
        }
    }

    /// Returns when every thread has ended.
    public func join() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.running > 0 { state.waiting.append(continuation) }
                return state.running == 0
            }
            if isOver { continuation.resume() }
        }
    }

    private func ended() {
        let waiting = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func start(name: String, body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        precondition(result == 0, "the system gives no more threads")
        pthread_detach(thread)
    }
}

/// The C library's call for it is hidden from Swift. A thread that stays without a name works as well.
private func nameThisThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}
