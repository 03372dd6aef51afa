/// Works on the threads that all tasks share, where it keeps no connections waiting: what may take milliseconds must not
/// be computed on an event loop, see `EventLoopExecutor`.
///
/// - Parameters:
///   - count: how many things are looked at. Few are looked at where we are: a change of thread would take longer.
///   - limit: how many are few.
public func awayFromLoop<Value: Sendable, Failure: Error>(
    _ count: Int, few limit: Int = 500, _ work: @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    guard count > limit else { return try await work() }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(Failure) -> Value in
        try await work()
    }
}
