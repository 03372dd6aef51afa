import Synchronization

/// At most `limit` objects of one kind (connections, curl handles), made when first needed, lent out one borrower at a
/// time and kept for the next.
///
/// Borrowers that find all objects lent out wait in line, first come first served.
///
/// - Source: python-objpool/objpool/__init__.py, ObjectPool. Ours lends to a closure, so nothing is ever forgotten.
public final class ObjectPool<Object: Sendable>: Sendable {
    private typealias Waiter = (id: UInt64, continuation: CheckedContinuation<Lease, any Error>)

    /// What a borrower gets: an object that was used before, or the right to make one.
    private enum Lease: Sendable {
        case used(Object)
        case unmade
    }

    private struct State {
        var idle: [Object] = []
        /// Objects that exist or are being made; never more than the limit.
        var count = 0
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
        var isClosed = false
    }

    private let limit: Int
    private let patience: Duration
    private let make: @Sendable () async throws -> Object
    private let isHealthy: @Sendable (Object) async -> Bool
    private let discard: @Sendable (Object) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: how many objects exist at once.
    ///   - patience: how long a borrower waits for one before `ObjectPoolError.timedOut`.
    ///   - isHealthy: asked before an object is lent again; one that is not is discarded and another made.
    ///   - discard: gives back what an object holds. Must not block.
    public init(
        limit: Int, patience: Duration = .seconds(30),
        make: @escaping @Sendable () async throws -> Object,
        isHealthy: @escaping @Sendable (Object) async -> Bool = { _ in true },
        discard: @escaping @Sendable (Object) -> Void = { _ in }
    ) {
        precondition(limit > 0, "a pool of nothing would wait forever")
        self.limit = limit
        self.patience = patience
        self.make = make
        self.isHealthy = isHealthy
        self.discard = discard
    }

    deinit {
        for object in state.withLock({ $0.idle }) { discard(object) }
    }

    /// Lends an object to `body` for as long as it runs.
    ///
    /// - Throws: `ObjectPoolError`, what making an object throws, `CancellationError`, or what `body` throws. An object
    ///   whose borrower threw is discarded unless `keepsAfterError` says that the error is not the object's fault.
    public func lend<Value: Sendable>(
        keepsAfterError: @Sendable (any Error) -> Bool = { _ in false },
        _ body: @Sendable (Object) async throws -> Value
    ) async throws -> Value {
        let object = try await borrow()
        do {
            let value = try await body(object)
            giveBack(object)
            return value
        } catch {
            if keepsAfterError(error) { giveBack(object) } else { drop(object) }
            throw error
        }
    }

    /// Turns waiting and later borrowers away and discards idle objects; those lent out are discarded when they return.
    public func close() {
        let (idle, waiters) = state.withLock { state in
            defer { (state.idle, state.waiters) = ([], []) }
            state.isClosed = true
            state.count -= state.idle.count
            return (state.idle, state.waiters)
        }
        for object in idle { discard(object) }
        for waiter in waiters { waiter.continuation.resume(throwing: ObjectPoolError.closed) }
    }

    /// How many objects exist, lent out or idle.
    public var count: Int { state.withLock { $0.count } }

    private func borrow() async throws -> Object {
        if case .used(let object) = try await lease() {
            if await isHealthy(object) { return object }
            discard(object)
        }
        // The lease counts as an object already; only its making is left to do.
        do {
            return try await make()
        } catch {
            vacate()
            throw error
        }
    }

    private func giveBack(_ object: Object) {
        let (waiter, isUnwanted) = state.withLock { state -> (Waiter?, Bool) in
            if state.isClosed {
                state.count -= 1
                return (nil, true)
            }
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), false) }
            state.idle.append(object)
            return (nil, false)
        }
        if isUnwanted { discard(object) }
        waiter?.continuation.resume(returning: .used(object))
    }

    private func drop(_ object: Object) {
        discard(object)
        vacate()
    }

    /// An object is gone: the next in line may make another.
    private func vacate() {
        let waiter = state.withLock { state -> Waiter? in
            if !state.waiters.isEmpty { return state.waiters.removeFirst() }
            state.count -= 1
            return nil
        }
        waiter?.continuation.resume(returning: .unmade)
    }
}

// MARK: - Waiting in line
extension ObjectPool {
    private func lease() async throws -> Lease {
        try Task.checkCancellation()
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        // A pool that is never exhausted starts no timer.
        if let lease = try leaseAtOnce() { return lease }
        let deadline = ContinuousClock.now + patience
        let alarm = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            self.abandon(id, because: ObjectPoolError.timedOut)
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                line(up: (id, continuation), until: deadline)
            }
        } onCancel: {
            abandon(id, because: CancellationError())
        }
    }

    private func leaseAtOnce() throws -> Lease? {
        try state.withLock { state in
            if state.isClosed { throw ObjectPoolError.closed }
            // The one used last: its peer is the least likely to have hung up.
            if let object = state.idle.popLast() { return .used(object) }
            guard state.count < limit else { return nil }
            state.count += 1
            return .unmade
        }
    }

    private func line(up waiter: Waiter, until deadline: ContinuousClock.Instant) {
        do {
            let lease = try state.withLock { state -> Lease? in
                // An object may have come back, the task been cancelled or the alarm gone off since we looked.
                if state.isClosed { throw ObjectPoolError.closed }
                if Task.isCancelled { throw CancellationError() }
                if ContinuousClock.now >= deadline { throw ObjectPoolError.timedOut }
                if let object = state.idle.popLast() { return .used(object) }
                if state.count < limit {
                    state.count += 1
                    return .unmade
                }
                state.waiters.append(waiter)
                return nil
            }
            if let lease { waiter.continuation.resume(returning: lease) }
        } catch {
            waiter.continuation.resume(throwing: error)
        }
    }

    private func abandon(_ id: UInt64, because error: any Error) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: error)
    }
}
