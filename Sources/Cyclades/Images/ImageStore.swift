public import Vocabulary

/// Where images lie: the object store, seen with the rights of the user who asks (image.md 5).
///
/// Pithos' catalog satisfies it; tests have one in memory.
public protocol ImageStore: Sendable {
    /// The current version of the object with this uuid.
    ///
    /// - Throws: itemNotFound when there is none, forbidden when the user may not read it.
    func find(_ id: Image.ID, as user: UserID) async throws -> StoredImage

    /// The object at this place.
    ///
    /// - Throws: itemNotFound, forbidden.
    func find(_ location: ImageLocation, as user: UserID) async throws -> StoredImage

    /// Every object with a `plankton:name` that the user owns, that is shared with him as an object, or public.
    func list(visibleTo user: UserID) async throws -> [StoredImage]

    /// Puts these in the place of all metadata of the domain `plankton`; empty: the object is an image no more.
    ///
    /// - Throws: forbidden without the right to write.
    func setMetadata(_ metadata: [String: String], on location: ImageLocation, as user: UserID) async throws

    /// Puts these in the place of the object's readers; nobody keeps the right to write.
    ///
    /// - Throws: forbidden unless the user owns the object.
    func setReaders(_ readers: [String], on location: ImageLocation, as user: UserID) async throws

    /// Reads the content in order, in pieces of at most a block. The right to read has been looked at before.
    func read(_ image: StoredImage, _ piece: ([UInt8]) async throws -> Void) async throws
}

/// The place of an object.
public struct ImageLocation: Sendable, Hashable, CustomStringConvertible {
    public var account: UserID
    public var container: String
    /// May hold slashes.
    public var object: String

    public init(account: UserID, container: String, object: String) {
        self.account = account
        self.container = container
        self.object = object
    }

    /// `pithos://account/container/object/with/slashes`.
    ///
    /// - Throws: badRequest for anything else.
    public init(_ text: String) throws {
        let scheme = "pithos://"
        let parts = text.dropFirst(scheme.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.hasPrefix(scheme), parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw Fault(.badRequest, "Invalid location '\(text)'")
        }
        self.init(account: UserID(String(parts[0])), container: String(parts[1]), object: String(parts[2]))
    }

    public var description: String { "pithos://\(account)/\(container)/\(object)" }
}

/// An object with what an image is made of.
public struct StoredImage: Sendable, Hashable {
    public var id: Image.ID
    public var location: ImageLocation
    /// The version that is current now.
    public var version: Int64
    public var sizeBytes: Int64
    /// The root of the hashmap, lower-case hex.
    public var hash: String
    /// When the object's first version was made.
    public var created: Timestamp
    /// When the current version was made.
    public var modified: Timestamp
    /// Metadata of the domain `plankton`, with the keys as they are stored (`plankton:name`).
    public var metadata: [String: String]
    /// Who may read: uuids, `account:group`, and `*` for everyone. Not the owner, unless it is written down.
    public var readers: [String]

    public init(
        id: Image.ID, location: ImageLocation, version: Int64, sizeBytes: Int64, hash: String, created: Timestamp,
        modified: Timestamp, metadata: [String: String], readers: [String]
    ) {
        self.id = id
        self.location = location
        self.version = version
        self.sizeBytes = sizeBytes
        self.hash = hash
        self.created = created
        self.modified = modified
        self.metadata = metadata
        self.readers = readers
    }

    public var isPublic: Bool { readers.contains("*") }
}
