public import Vocabulary

/// How a new server's guest is to be configured.
///
/// Written down together with the server, it serves two: the helper on a machine's node, which asks the VM API for it
/// once (compute.md 3.1), and a restart after a crash, which finds in it all that an order to the backend needs. It is
/// gone once it has been fetched, or the making has ended. It holds secrets, so it lies sealed in the database.
public struct ServerParameters: Sendable, Hashable {
    /// A random uuid, which is all one needs to fetch the parameters. Never log it.
    public var key: String
    /// `pithos://account/container/object`.
    public var imageLocation: String
    /// `diskdump`, …
    public var imageFormat: String
    /// Keys in upper case (image.md 7).
    public var imageProperties: [String: String]
    public var password: String
    public var personality: Personality
    /// Lines for `authorized_keys`.
    public var publicKeys: [String]

    init(image: ImageSource, password: String, personality: Personality, publicKeys: [String]) {
        key = UUIDText.random()
        imageLocation = image.location
        imageFormat = image.diskFormat
        imageProperties = image.properties
        self.password = password
        self.personality = personality
        self.publicKeys = publicKeys
    }

    /// As the VM API answers it: all values are strings, some of them JSON texts.
    public var record: JSONValue { .object(members) }

    private var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "img_id": .string(imageLocation), "img_format": .string(imageFormat), "img_passwd": .string(password),
            "img_personality": .string(personality.text),
            "img_properties": .string(JSONValue.object(imageProperties.mapValues { .string($0) }).description),
        ]
        if !publicKeys.isEmpty { members["auth_keys"] = .string(publicKeys.joined(separator: "\n")) }
        return members
    }
}

// As it is sealed: the record, and the key in it.
extension ServerParameters {
    var text: String { JSONValue.object(members.merging(["key": .string(key)]) { $1 }).description }

    /// - Throws: badRequest for a text that was never one.
    init(text: String) throws {
        let stored = try JSONValue(parsing: text)
        key = try stored.string("key")
        imageLocation = try stored.string("img_id")
        imageFormat = try stored.string("img_format")
        imageProperties = try JSONValue(parsing: try stored.string("img_properties")).members("img_properties")
            .compactMapValues(\.stringValue)
        password = try stored.string("img_passwd")
        personality = try Personality(text: try stored.string("img_personality"))
        publicKeys = try stored.lookupString("auth_keys")?.split(separator: "\n").map(String.init) ?? []
    }
}
