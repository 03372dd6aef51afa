import CRados
import Synchronization

/// An operation that the cluster works on. Ends exactly once, at the latest after the time limit of the connection.
final class RadosOperation: Sendable {
    private let library: RadosLibrary
    private let onEnd: @Sendable () -> Void
    private let state = Mutex(State.running)

    private enum State {
        case running
        case awaited(CheckedContinuation<Int, Never>)
        case ended(Int)
    }

    /// Hands an operation to librados.
    ///
    /// - Parameters:
    ///   - onEnd: called once, on a thread of librados's, when it has ended.
    ///   - submit: calls the function of librados that begins it. What that reads into must live until `result` came.
    init(
        _ library: RadosLibrary, onEnd: @escaping @Sendable () -> Void = {}, submit: (rados_completion_t?) -> Int32
    ) {
        self.library = library
        self.onEnd = onEnd
        var completion: rados_completion_t?
        // Given back by the callback, which knows nothing but this pointer.
        let reference = Unmanaged.passRetained(self)
        _ = library.createCompletion(
            reference.toOpaque(),
            { completion, argument in
                guard let argument else { return }
                let operation = Unmanaged<RadosOperation>.fromOpaque(argument).takeRetainedValue()
                operation.end(operation.library.returnValue(completion))
                operation.library.releaseCompletion(completion)
            }, &completion)
        let code = submit(completion)
        guard code < 0 else { return }
        // It was not begun, and nobody will call back.
        library.releaseCompletion(completion)
        reference.release()
        end(code)
    }

    /// What it came to: negative for an error; for a read the number of bytes. To be awaited by one.
    var result: Int {
        get async {
            await withCheckedContinuation { continuation in
                let ended: Int? = state.withLock { state in
                    if case .ended(let code) = state { return code }
                    state = .awaited(continuation)
                    return nil
                }
                if let ended { continuation.resume(returning: ended) }
            }
        }
    }

    private func end(_ code: Int32) {
        onEnd()
        let waiter: CheckedContinuation<Int, Never>? = state.withLock { state in
            defer { state = .ended(Int(code)) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiter?.resume(returning: Int(code))
    }
}
