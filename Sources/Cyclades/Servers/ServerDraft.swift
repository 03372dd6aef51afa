public import Vocabulary

/// What a user asks for in a new server (compute.md 2.4).
public struct ServerDraft: Sendable {
    public var owner: UserID
    public var name: String
    public var image: Image.ID
    /// Nil: what the user gave cannot be a flavor.
    public var flavor: Flavor.ID?
    public var metadata: [String: String]
    public var personality: Personality
    /// Names of the owner's public keys that go into the guest.
    public var keyNames: [String]
    /// The owner's own networks it joins, besides the public one that every server has.
    public var networks: [Network.ID]

    public init(
        owner: UserID, name: String, image: Image.ID, flavor: Flavor.ID?, metadata: [String: String] = [:],
        personality: Personality = .none, keyNames: [String] = [], networks: [Network.ID] = []
    ) {
        self.owner = owner
        self.name = name
        self.image = image
        self.flavor = flavor
        self.metadata = metadata
        self.personality = personality
        self.keyNames = keyNames
        self.networks = networks
    }

    /// - Parameter metadataMax: `CYCLADES_VM_MAX_METADATA`.
    /// - Throws: badRequest naming the field.
    func check(metadataMax: Int) throws {
        try Self.check(name: name)
        try Self.check(metadata: metadata)
        guard metadata.count <= metadataMax else { throw Self.tooMuchMetadata(metadataMax) }
    }

    static func tooMuchMetadata(_ most: Int) -> Fault {
        Fault(.badRequest, "metadata: a server may not have more than \(most) pairs")
    }

    static func check(name: String) throws {
        guard name.unicodeScalars.count <= 255 else {
            throw Fault(.badRequest, "name must not be longer than 255 characters")
        }
        guard !name.utf8.contains(0) else { throw Fault(.badRequest, "name must not hold a zero byte") }
    }

    static func check(metadata: [String: String]) throws {
        for (key, value) in metadata {
            guard (1...50).contains(key.unicodeScalars.count) else {
                throw Fault(.badRequest, "metadata: a key must have 1 to 50 characters")
            }
            guard value.unicodeScalars.count <= 500 else {
                throw Fault(.badRequest, "metadata: the value of '\(key)' must not be longer than 500 characters")
            }
            guard !key.utf8.contains(0), !value.utf8.contains(0) else {
                throw Fault(.badRequest, "metadata: keys and values must not hold a zero byte")
            }
        }
    }
}

/// A server that has just been asked for, and the password that is told only now.
public struct CreatedServer: Sendable {
    public var detail: ServerDetail
    public var adminPassword: String
}
