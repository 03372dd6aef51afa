import Cyclades
import Vocabulary

/// `{"<action>": {…}}` (compute.md 2.6).
struct ServerActionBody {
    enum Request: Hashable {
        case begin(ServerAction)
        case firewall(FirewallProfile)
        case console(ConsoleType)
    }

    enum ConsoleType: String {
        case vnc
        case webSocket = "vnc-ws"
    }

    private let name: String
    private let argument: JSONValue

    /// - Throws: badRequest unless there is exactly one member.
    init(_ body: JSONValue) throws {
        guard let members = body.objectValue, members.count == 1, let (name, argument) = members.first else {
            throw ComputeBody.malformed
        }
        self.name = name
        self.argument = argument
    }

    /// Names of the original that pass its first check and then have no handler.
    private static let withoutHandler: Set<String> = ["create", "delete", "destroy", "suspend", "stop"]

    /// What is asked of this server, checked in the original's order: the server, the name, the building, the argument.
    ///
    /// - Throws: badRequest, forbidden, buildInProgress; serviceUnavailable for an unknown action, as 0.14 says.
    func request(on server: Server) throws -> Request {
        try server.check(.console)
        let isQuick = name == "console" || name == "firewallProfile"
        if !isQuick {
            guard ["start", "shutdown", "reboot"].contains(name) || Self.withoutHandler.contains(name) else {
                throw Fault(.serviceUnavailable, "Action \(name.uppercased()) not supported")
            }
            try server.check(.start)
        }
        guard let members = argument.objectValue else { throw Fault(.badRequest, "Invalid argument") }
        switch name {
        case "start": return .begin(try withoutArgument(.start, members))
        case "shutdown": return .begin(try withoutArgument(.shutdown, members))
        case "reboot": return .begin(.reboot(try Self.rebootType(members)))
        case "firewallProfile": return .firewall(try Self.profile(members))
        case "console": return .console(try Self.consoleType(members))
        default: throw Fault(.badRequest, "Unknown action")
        }
    }

    private func withoutArgument(_ action: ServerAction, _ members: [String: JSONValue]) throws -> ServerAction {
        guard members.isEmpty else { throw Fault(.badRequest, "Malformed Request.") }
        return action
    }

    private static func rebootType(_ members: [String: JSONValue]) throws -> RebootType {
        switch members["type"]?.stringValue {
        case "SOFT": .soft
        case "HARD": .hard
        default: throw Fault(.badRequest, "Malformed Request.")
        }
    }

    private static func profile(_ members: [String: JSONValue]) throws -> FirewallProfile {
        guard let profile = members["profile"]?.stringValue.flatMap(FirewallProfile.init(rawValue:)) else {
            throw Fault(.badRequest, "Unsupported firewall profile")
        }
        return profile
    }

    private static func consoleType(_ members: [String: JSONValue]) throws -> ConsoleType {
        guard let type = members["type"]?.stringValue.flatMap(ConsoleType.init(rawValue:)) else {
            throw Fault(.badRequest, "Type can only be \"vnc\".")
        }
        return type
    }
}
