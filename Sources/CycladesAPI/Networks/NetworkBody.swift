import Cyclades
import Vocabulary

/// `{"network": {…}}` of a request for a new network (compute.md 2.12).
struct NetworkBody {
    /// Without an owner yet.
    let draft: NetworkDraft

    /// - Throws: badRequest naming the member; forbidden for a public network.
    init(_ body: JSONValue) throws {
        guard let members = body["network"]?.objectValue, let name = members["name"] else {
            throw ComputeBody.malformed
        }
        guard let type = members["type"], !type.isNull else {
            throw Fault(.badRequest, "Missing request parameter 'type'")
        }
        guard let type = type.stringValue.flatMap(NetworkType.init(rawValue:)) else {
            throw Fault(.badRequest, "Invalid network type '\(type.stringValue ?? type.description)'")
        }
        if Self.isTruthy(members["public"]) { throw Fault(.forbidden, "Can not create a public network.") }
        draft = NetworkDraft(
            owner: nil, name: try name.asString("name"), type: type,
            cidr: try Self.text(members, "cidr") ?? "192.168.1.0/24", gateway: try Self.text(members, "gateway"),
            cidr6: try Self.text(members, "cidr6"), gateway6: try Self.text(members, "gateway6"),
            hasDHCP: members["dhcp"].map(Self.isTruthy) ?? true)
    }

    private static func text(_ members: [String: JSONValue], _ name: String) throws -> String? {
        guard let value = members[name], !value.isNull else { return nil }
        return try value.asString(name)
    }

    /// As the original's language sees it: the text `"False"` is true.
    private static func isTruthy(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .bool(false), .int(0), .string(""): false
        case .double(let number): number != 0
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        default: true
        }
    }
}

/// `{"add": {…}}` or `{"remove": {…}}`.
struct NetworkActionBody {
    enum Change {
        case connect(Server.ID)
        case disconnect(Server.ID, position: Int)
    }

    private let name: String
    private let argument: JSONValue

    var isJoining: Bool { name == "add" && argument.objectValue != nil }

    /// - Throws: badRequest unless there is exactly one member.
    init(_ body: JSONValue) throws {
        guard let members = body.objectValue, members.count == 1, let (name, argument) = members.first else {
            throw Fault(.badRequest, "Malformed request.")
        }
        self.name = name
        self.argument = argument
    }

    /// - Throws: badRequest.
    func change() throws -> Change {
        guard name == "add" || name == "remove" else { throw Fault(.badRequest, "Unknown action.") }
        guard let members = argument.objectValue else { throw Fault(.badRequest, "Invalid argument.") }
        return name == "add" ? try Self.connect(members) : try Self.disconnect(members)
    }

    private static func connect(_ members: [String: JSONValue]) throws -> Change {
        switch members["serverRef"] {
        case nil, .null: throw Fault(.badRequest, "Malformed Request.")
        case .int(let number): return .connect(Server.ID(number))
        case .string(let text):
            guard let number = Int64(text) else { throw Fault(.badRequest, "Invalid server ID.") }
            return .connect(Server.ID(number))
        default: throw Fault(.badRequest, "Invalid server ID.")
        }
    }

    /// `nic-<server>-<position>`
    private static func disconnect(_ members: [String: JSONValue]) throws -> Change {
        guard let value = members["attachment"], !value.isNull else { throw Fault(.badRequest, "Malformed Request") }
        let parts = (value.stringValue ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "nic", let server = Int64(parts[1]), let position = Int(parts[2]) else {
            throw Fault(.badRequest, "Malformed Network Interface Id")
        }
        return .disconnect(Server.ID(server), position: position)
    }
}
