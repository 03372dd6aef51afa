/// Where one connection is in its requests and answers. No I/O: the handler tells what happens and asks what follows.
///
/// A connection is free (no request), reading (a request's head has come, its end has not), or answering; pipelined
/// requests wait in line, so it may be reading one while it answers another.
struct ConnectionState {
    /// A request that has not been answered to its end.
    struct Pending {
        var isHTTP10: Bool
        var keepsAlive: Bool
        /// The client waits for `100 Continue` before it sends the body.
        var awaitsContinue: Bool
        var hasStarted = false
    }

    private(set) var pending: [Pending] = []
    /// A request's head has come, its end has not.
    private(set) var isReading = false
    private(set) var isQuiescing = false
    /// Nothing more is read or written: the last answer is out, or the client is beyond hope.
    private(set) var isFinished = false
    private var hasHadRequest = false
    /// When the connection became free, or the last piece of the request came.
    private var lastActive: ContinuousClock.Instant
    /// Of the body that is being read.
    private var pace = BodyPace()

    init(now: ContinuousClock.Instant) {
        lastActive = now
    }

    mutating func requestBegan(_ request: Pending, now: ContinuousClock.Instant) {
        pending.append(request)
        isReading = true
        pace = BodyPace()
        hasHadRequest = true
        lastActive = now
    }

    /// We have asked the connection for more.
    mutating func waitBegan(now: ContinuousClock.Instant) {
        // A client that waits for our word is not slow.
        if isReading, pending.last?.awaitsContinue != true { pace.waitBegan(now: now) }
    }

    mutating func bodyArrived(bytes: Int, now: ContinuousClock.Instant) {
        if !pending.isEmpty { pending[pending.count - 1].awaitsContinue = false }
        pace.arrived(bytes: bytes, now: now)
        lastActive = now
    }

    mutating func requestEnded(now: ContinuousClock.Instant) {
        isReading = false
        lastActive = now
    }

    /// Whether `100 Continue` should be sent now.
    mutating func handlerWantsBody(now: ContinuousClock.Instant) -> Bool {
        guard let first = pending.first, first.awaitsContinue, !first.hasStarted else { return false }
        pending[0].awaitsContinue = false
        // However long the client had to wait for our word.
        lastActive = now
        return true
    }

    /// The answer's head is about to be written.
    ///
    /// - Parameter hasLength: whether it says how long its body is, or has none.
    /// - Returns: the request it answers, and whether the connection ends with it.
    mutating func answerBegan(hasLength: Bool) -> (request: Pending, closes: Bool) {
        guard !pending.isEmpty else {
            return (Pending(isHTTP10: false, keepsAlive: false, awaitsContinue: false), true)
        }
        pending[0].hasStarted = true
        // A body that was never asked for may come or not: nobody could tell it from the next request.
        if pending[0].awaitsContinue || isQuiescing { pending[0].keepsAlive = false }
        if pending[0].isHTTP10, !hasLength { pending[0].keepsAlive = false }
        return (pending[0], !pending[0].keepsAlive)
    }

    /// The answer is complete.
    ///
    /// - Returns: whether the connection should be closed.
    mutating func answerEnded(now: ContinuousClock.Instant) -> Bool {
        let closes = pending.isEmpty || !pending[0].keepsAlive || (isQuiescing && pending.count == 1)
        if !pending.isEmpty { pending.removeFirst() }
        lastActive = now
        if closes { isFinished = true }
        return closes
    }

    mutating func finish() { isFinished = true }

    /// The order to stop.
    ///
    /// - Returns: whether the connection is free, and should be closed at once.
    mutating func quiesce() -> Bool {
        isQuiescing = true
        return pending.isEmpty
    }

    /// Whether a client has taken too long.
    ///
    /// - Parameter isWaitingForBytes: whether we have asked the connection for more; a client is not slow while we
    ///   have not.
    func isOverdue(_ limits: HTTPServerConfiguration, isWaitingForBytes: Bool, now: ContinuousClock.Instant) -> Bool {
        let waited = lastActive.duration(to: now)
        if isReading {
            // Nor while it waits for our word.
            return isWaitingForBytes && pending.last?.awaitsContinue != true && waited > limits.bodyTimeout
        }
        if pending.isEmpty { return waited > (hasHadRequest ? limits.keepAliveTimeout : limits.headTimeout) }
        return false
    }

    /// Whether a client sends a body so slowly, without ever pausing for long, that it only holds a connection.
    mutating func isDripping(_ limits: HTTPServerConfiguration, now: ContinuousClock.Instant) -> Bool {
        guard isReading else { return false }
        return pace.isTooSlow(minimum: limits.bodyMinBytes, window: limits.bodyTimeout, now: now)
    }
}
