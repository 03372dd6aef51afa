/// A message from a backend about a job, a network or the making of a disk, in the bytes a Ganeti cluster's event
/// daemon would send. The local backend publishes the very same, so that there is one dispatcher.
/// Source: operations.md 3.8, message bodies.
public struct BackendEvent: Sendable, Hashable {
    public var kind: Kind
    /// A JSON object.
    public var body: String

    public init(kind: Kind, body: String) {
        self.kind = kind
        self.body = body
    }

    /// The last part of the routing key `ganeti.<prefix>.event.<kind>`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case op
        case network
        case progress
    }
}

/// What a consumer says of an event.
public enum EventVerdict: String, Sendable, Hashable {
    /// Done, or not worth doing; the channel forgets it.
    case ack
    /// It can never be understood; the channel forgets it and says so in the log.
    case nack
    /// It could not be done now; the channel delivers it again.
    case reject
}
