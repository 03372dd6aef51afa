public import Vocabulary

/// A disk image: a Pithos object that carries metadata in the domain `plankton` (image.md 1).
public struct Image: Sendable, Hashable {
    /// The object's uuid.
    public typealias ID = Identifier<Image, String>

    public var id: ID
    public var name: String
    /// `available`, or what its owner has set.
    public var status: String
    /// `diskdump`, `extdump`, `ntfsdump`.
    public var diskFormat: String
    /// `bare`, …
    public var containerFormat: String
    public var sizeBytes: Int64
    /// The root of the object's hashmap, 64 hex digits.
    public var checksum: String
    /// `pithos://account/container/object`.
    public var location: String
    public var created: Timestamp
    public var updated: Timestamp
    public var isPublic: Bool
    public var owner: UserID
    public var properties: [String: String]
    /// Whether it has been registered; an object that is none still answers by its uuid, as in 0.14.
    public var isRegistered: Bool
}
