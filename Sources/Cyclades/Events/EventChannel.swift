/// Carries events from backends to the dispatcher: in this process, or through a message queue.
///
/// At least once: an event that `publish` took is delivered until a consumer has answered `ack` or `nack`, also after
/// the process was killed in between. Events of one instance arrive in the order in which they were published.
public protocol EventChannel: Sendable {
    /// Returns when the event is safe from a crash.
    func publish(_ event: BackendEvent) async throws

    /// Delivers to `handle`, one event of an instance at a time, until the task is cancelled or the process shuts down.
    func consume(_ handle: @escaping @Sendable (BackendEvent) async -> EventVerdict) async throws
}
