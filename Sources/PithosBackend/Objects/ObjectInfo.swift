public import Vocabulary

/// An object, or one of its versions, as somebody who may read it sees it.
public struct ObjectInfo: Sendable {
    public var path: ObjectPath
    /// The version that was asked for.
    public var version: NodeVersion
    /// The newest change of the object, whichever version was asked for.
    public var modified: Timestamp
    /// Stored keys, for instance `X-Object-Meta-Color`.
    public var metadata: [String: String]
    public var system: SystemMetadata
    /// The permissions that hold for the object; nil where there are none, or an old version was asked for.
    public var sharing: Sharing?
    /// What the caller may do.
    public var level: AccessLevel
    /// Shown to the owner alone, and not of an old version.
    public var publicLink: String?
    /// Of a snapshot; nil for what has its content here.
    public var availability: Availability?

    /// - Throws: badRequest for a snapshot that is broken, forbidden for any other: its content is not here.
    public func requireContent() throws {
        if availability == .broken { throw ContentFault.broken }
        if version.isElsewhere { throw ContentFault.elsewhere }
    }

    /// Root of the hashmap.
    public var hash: BlockHash { version.hash ?? .empty }
    /// MD5, or empty where none was computed.
    public var etag: String { version.checksum }
    /// Of a static large object.
    public var manifestFacts: ManifestFacts? { system.manifestFacts }
    /// A static large object whose content is that of others: it has no hashmap of its own.
    public var isReadByManifest: Bool { system.isReadByManifest(version) }
    /// Whether readers get what others hold: a large object of either kind that has not all of its content itself.
    var isPutTogether: Bool { isReadByManifest || dynamicManifest != nil }
    /// What a static large object is put together from.
    public var staticManifest: StaticManifest? {
        get throws { try system[.manifest].map { try StaticManifest(document: $0) } }
    }
}

/// What a write made.
public struct WrittenObject: Sendable {
    public var version: NodeVersion.ID
    /// MD5, or empty where none was computed.
    public var etag: String
    public var modified: Timestamp

    init(_ version: NodeVersion) {
        self.version = version.id
        etag = version.checksum
        modified = version.modified
    }
}

/// What becoming of an object a request asks for, besides its content.
public struct ObjectDraft: Sendable {
    /// Content type; nil keeps the source's where there is one.
    public var type: String?
    public var metadata = MetadataChange.keep
    public var system = SystemMetadataChange.keep
    /// What the metadata is held to; nil for what the settings say.
    public var limits: MetadataLimits?
    /// Permissions to set; nil leaves them.
    public var permissions: Permissions?
    /// Publishes or unpublishes; nil leaves it.
    public var isPublic: Bool?
    public var precondition = WritePrecondition()
    /// It comes from a client of OpenStack Swift: what the container's metadata lets it hold counts too, which Pithos does not
    /// know, and what has expired is not there.
    public var isSwift = false

    public init() {}

    /// Characters of a content type.
    static let longestType = 256

    /// - Throws: badRequest when something does not fit its column.
    func checkLengths() throws {
        if let type, type.unicodeScalars.count > Self.longestType {
            throw Fault(.badRequest, "Content-Type is longer than \(Self.longestType) characters")
        }
        for (key, value) in metadata.values {
            guard key.unicodeScalars.count <= 128 else { throw Fault(.badRequest, "Header name too large.") }
            guard value.unicodeScalars.count <= 256 else { throw Fault(.badRequest, "Header value too large.") }
        }
    }
}

/// Conditions on the object as it is before a write.
///
/// - Source: object-storage.md 2.6.
public struct WritePrecondition: Sendable, Hashable {
    /// Lower-case tags, or `*`.
    public var ifMatch: [String]?
    public var ifNoneMatch: [String]?

    public init(ifMatch: [String]? = nil, ifNoneMatch: [String]? = nil) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
    }

    /// - Parameter etag: of the current version; nil when there is no object.
    /// - Throws: preconditionFailed.
    public func check(_ etag: String?) throws {
        if let ifMatch {
            guard let etag, !etag.isEmpty, ifMatch == ["*"] || ifMatch.contains(etag.lowercased()) else {
                throw Fault(.preconditionFailed, "Resource ETag does not match")
            }
        }
        guard let ifNoneMatch, let etag else { return }
        if ifNoneMatch == ["*"] || (!etag.isEmpty && ifNoneMatch.contains(etag.lowercased())) {
            throw Fault(.preconditionFailed, "Resource ETag matches")
        }
    }
}
