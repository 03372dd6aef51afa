import Cyclades
import Vocabulary

/// `{"server": {…}}` of a request for a new server (compute.md 2.4).
struct ServerBody {
    private let name: String
    private let image: Image.ID
    private let flavor: Flavor.ID?
    private let metadata: [String: String]
    private let personality: Personality
    private let keyNames: [String]
    private let networks: [Network.ID]

    /// - Throws: badRequest naming the member, overLimit for too much personality.
    init(_ body: JSONValue, personality limits: PersonalityLimits) throws {
        guard let members = body["server"]?.objectValue, let name = members["name"], let image = members["imageRef"],
            let flavor = members["flavorRef"]
        else { throw ComputeBody.malformed }
        self.name = try name.asString("name")
        self.image = Image.ID(try image.asString("imageRef"))
        self.flavor = Self.flavor(flavor)
        metadata = try members["metadata"].map { try ComputeBody.metadata($0) } ?? [:]
        let entries = members["personality"] ?? []
        guard let files = entries.arrayValue else { throw ComputeBody.malformed }
        personality = try Personality(files, limits: limits)
        keyNames = try Self.keyNames(members)
        networks = try Self.networks(members["networks"])
    }

    func draft(owner: UserID) -> ServerDraft {
        ServerDraft(
            owner: owner, name: name, image: image, flavor: flavor, metadata: metadata, personality: personality,
            keyNames: keyNames, networks: networks)
    }

    /// A number, or its digits; anything else names no flavor.
    private static func flavor(_ value: JSONValue) -> Flavor.ID? {
        switch value {
        case .int(let number): Flavor.ID(number)
        case .string(let text): Int64(text).map { Flavor.ID($0) }
        default: nil
        }
    }

    /// `key_name` as OpenStack's clients send it, `SNF:key_names` as those of later Synnefo.
    private static func keyNames(_ members: [String: JSONValue]) throws -> [String] {
        var names: [String] = []
        if let value = members["SNF:key_names"], !value.isNull {
            names += try value.elements("SNF:key_names").map { try $0.asString("SNF:key_names") }
        }
        if let value = members["key_name"], !value.isNull { names.append(try value.asString("key_name")) }
        return names
    }

    /// `[{"uuid": "7"}]` or `[{"network": "7"}]`.
    private static func networks(_ value: JSONValue?) throws -> [Network.ID] {
        guard let value, !value.isNull else { return [] }
        return try value.elements("networks").map { entry in
            let id = try entry.members("An element of networks")
            switch id["uuid"] ?? id["network"] {
            case .int(let number): return Network.ID(number)
            case .string(let text):
                guard let number = Int64(text) else { throw Fault(.badRequest, "networks: '\(text)' is no network.") }
                return Network.ID(number)
            default: throw Fault(.badRequest, "networks: an element has no uuid.")
            }
        }
    }
}
