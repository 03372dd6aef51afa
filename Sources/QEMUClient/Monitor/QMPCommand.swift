/// A command with its arguments and the type of its reply.
///
/// Source: QEMU's documentation, QEMU QMP Reference Manual.
public struct QMPCommand<Reply: Decodable & Sendable>: Sendable {
    public var name: String
    public var arguments: [String: QMPValue]

    public init(_ name: String, _ arguments: [String: QMPValue] = [:]) {
        self.name = name
        self.arguments = arguments
    }
}

/// An argument of a command.
public enum QMPValue: Encodable, Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case object([String: QMPValue])

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// The reply of a command that has nothing to say: an object without members.
public struct QMPNothing: Decodable, Sendable {}

/// Reply of `query-status`.
public struct RunStatus: Decodable, Sendable, Equatable {
    /// `running`, `paused`, `shutdown`, …
    public var status: String
    public var running: Bool
}

/// Reply of `query-uuid`.
public struct MachineUUID: Decodable, Sendable {
    public var value: String

    enum CodingKeys: String, CodingKey { case value = "UUID" }
}

extension QMPCommand where Reply == RunStatus {
    public static var queryStatus: Self { Self("query-status") }
}

extension QMPCommand where Reply == MachineUUID {
    /// The uuid given with `-uuid`: tells whose monitor this is.
    public static var queryUUID: Self { Self("query-uuid") }
}

extension QMPCommand where Reply == QMPNothing {
    /// Leaves the negotiation that every connection begins with.
    static var capabilities: Self { Self("qmp_capabilities") }

    /// Ends QEMU at once.
    public static var quit: Self { Self("quit") }

    /// Presses the power button.
    public static var systemPowerdown: Self { Self("system_powerdown") }

    /// Presses the reset button.
    public static var systemReset: Self { Self("system_reset") }

    /// Sets the password of the VNC server; only the first eight characters count.
    public static func setVNCPassword(_ password: String) -> Self {
        Self("set_password", ["protocol": .string("vnc"), "password": .string(password)])
    }

    /// Limits the VNC password's life: `seconds` from now, zero for at once.
    public static func expireVNCPassword(inSeconds seconds: Int) -> Self {
        let time = seconds == 0 ? "now" : "+\(seconds)"
        return Self("expire_password", ["protocol": .string("vnc"), "time": .string(time)])
    }

    /// Writes what the screen shows to a PNG file, which QEMU itself opens.
    public static func screenDump(path: String) -> Self {
        Self("screendump", ["filename": .string(path), "format": .string("png")])
    }
}
