import CRados
import Synchronization

/// An operation that the cluster works on. Ends exactly once, at the latest after the time limit of the connection.
final class RadosOperation: Sendable {
    private let library: RadosLibrary
    private let onEnd: @Sendable () -> Void
    private let state = Mutex(State.running)

    private enum State {
        case running
        case awaited(CheckedContinuation<Outcome, Never>)
        case ended(Outcome)
    }

    /// What it came to: negative for an error, for a read the number of bytes; and the version of the object that it found
    /// or made.
    typealias Outcome = (code: Int, version: UInt64)

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
                let library = operation.library
                operation.end(library.returnValue(completion), version: library.version(completion))
                operation.library.releaseCompletion(completion)
            }, &completion)
        let code = submit(completion)
        guard code < 0 else { return }
        // It was not begun, and nobody will call back.
        library.releaseCompletion(completion)
        reference.release()
        end(code, version: 0)
    }

    /// The first part of `outcome`.
    var result: Int {
        get async { await outcome.code }
    }

    /// To be awaited by one.
    var outcome: Outcome {
        get async {
            await withCheckedContinuation { continuation in
                let ended: Outcome? = state.withLock { state in
                    if case .ended(let outcome) = state { return outcome }
                    state = .awaited(continuation)
                    return nil
                }
                if let ended { continuation.resume(returning: ended) }
            }
        }
    }

    private func end(_ code: Int32, version: UInt64) {
        onEnd()
        let outcome = (code: Int(code), version: version)
        let waiter: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            defer { state = .ended(outcome) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiter?.resume(returning: outcome)
    }
}
