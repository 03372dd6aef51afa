import Vocabulary

/// What a user asks to register (image.md 4.2).
public struct ImageDraft: Sendable {
    public var name: String
    public var location: ImageLocation
    public var diskFormat: String?
    public var containerFormat: String?
    /// Where given they must be the object's.
    public var sizeBytes: Int64?
    public var checksum: String?
    public var isPublic: Bool
    public var properties: [String: String]

    public init(
        name: String, location: ImageLocation, diskFormat: String? = nil, containerFormat: String? = nil,
        sizeBytes: Int64? = nil, checksum: String? = nil, isPublic: Bool = false, properties: [String: String] = [:]
    ) {
        self.name = name
        self.location = location
        self.diskFormat = diskFormat
        self.containerFormat = containerFormat
        self.sizeBytes = sizeBytes
        self.checksum = checksum
        self.isPublic = isPublic
        self.properties = properties
    }
}

/// What a user asks to change of an image; nil leaves as it is (image.md 4.4).
public struct ImageUpdate: Sendable {
    public var name: String?
    public var status: String?
    public var diskFormat: String?
    public var containerFormat: String?
    public var isPublic: Bool?
    /// Put beside those there are; an empty value takes a property away. Ours: the original forgets what is not sent.
    public var properties: [String: String]

    public init(
        name: String? = nil, status: String? = nil, diskFormat: String? = nil, containerFormat: String? = nil,
        isPublic: Bool? = nil, properties: [String: String] = [:]
    ) {
        self.name = name
        self.status = status
        self.diskFormat = diskFormat
        self.containerFormat = containerFormat
        self.isPublic = isPublic
        self.properties = properties
    }
}
