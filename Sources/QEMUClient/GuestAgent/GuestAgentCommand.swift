import FoundationEssentials

/// How a guest goes down.
public enum ShutdownMode: String, Sendable {
    case powerdown, halt, reboot
}

/// Reply of `guest-get-host-name`.
public struct GuestHostName: Decodable, Sendable {
    public var hostName: String

    enum CodingKeys: String, CodingKey { case hostName = "host-name" }
}

extension QMPCommand where Reply == Int64 {
    /// Answers with the number given.
    static func guestSync(_ number: Int64) -> Self {
        Self("guest-sync", ["id": .integer(number)])
    }
}

extension QMPCommand where Reply == GuestHostName {
    public static var guestHostName: Self { Self("guest-get-host-name") }
}

extension QMPCommand where Reply == QMPNothing {
    static func guestShutdown(_ mode: ShutdownMode) -> Self {
        Self("guest-shutdown", ["mode": .string(mode.rawValue)])
    }

    /// Sets the password of a user of the guest.
    public static func guestSetPassword(user: String, password: String) -> Self {
        let encoded = Data(password.utf8).base64EncodedString()
        return Self(
            "guest-set-user-password",
            ["username": .string(user), "password": .string(encoded), "crypted": .boolean(false)])
    }
}
