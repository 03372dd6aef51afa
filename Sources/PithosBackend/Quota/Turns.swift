import Synchronization

/// Lets those who change the same thing do so one after the other, in the order they came.
///
/// Nothing depends on it but speed and patience: what is right is decided in the transaction, which other processes
/// take part in too. But of ten clients that write one object at once, each would guess wrong what the other nine had
/// made of it, again and again.
final class Turns: Sendable {
    /// Who waits for each thing that is being changed; one that nobody changes has no entry.
    private let waiting = Mutex<[ExactText: [CheckedContinuation<Void, Never>]]>([:])

    /// Takes the turn where nobody has it. It must be ended then.
    func beginAtOnce(_ thing: String) -> Bool {
        let key = ExactText(thing)
        return waiting.withLock { waiting in
            guard waiting[key] == nil else { return false }
            waiting[key] = []
            return true
        }
    }

    /// Returns when it is our turn. It must be ended.
    func begin(_ thing: String) async {
        if beginAtOnce(thing) { return }
        let key = ExactText(thing)
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the turn on.
    func end(_ thing: String) {
        let key = ExactText(thing)
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard waiting[key]?.isEmpty == false else {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.resume()
    }
}
