import FoundationEssentials

/// Something QEMU says unasked, such as `SHUTDOWN` or `RESET`.
public struct QMPEvent: Sendable {
    public var name: String
    /// The whole message as it came, a JSON object.
    let message: Data

    /// The event's `data` as a type of the caller's.
    ///
    /// - Throws: `QMPError.malformed` when it has another shape.
    public func data<Payload: Decodable>(as type: Payload.Type) throws -> Payload {
        do {
            return try JSONDecoder().decode(EventEnvelope<Payload>.self, from: message).data
        } catch {
            throw QMPError.malformed("event \(name): \(error)")
        }
    }
}

private struct EventEnvelope<Payload: Decodable>: Decodable {
    var data: Payload
}
