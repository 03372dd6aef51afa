/// Why QEMU's monitor or a guest's agent did not do what it was asked.
public enum QMPError: Error, Sendable, Equatable {
    /// Nobody answers at the socket.
    case unreachable(path: String, reason: String)
    /// The other side closed the connection: for a monitor, QEMU has ended.
    case closed
    /// No reply within the time given.
    case timedOut(command: String)
    /// The command was understood and refused. `kind` is QEMU's error class, such as `GenericError`.
    case refused(kind: String, description: String)
    /// The other side sent what is no message of this protocol.
    case malformed(String)
}

extension QMPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "nobody answers at \(path): \(reason)"
        case .closed: "the connection was closed"
        case .timedOut(let command): "no reply to \(command) in time"
        case .refused(let kind, let description): "\(description) (\(kind))"
        case .malformed(let what): "malformed message: \(what)"
        }
    }
}
