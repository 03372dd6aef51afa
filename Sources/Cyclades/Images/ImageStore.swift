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

    /// Changes an object's metadata and permissions, all or nothing; nil leaves as it is.
    ///
    /// - Parameters:
    ///   - metadata: takes the place of all metadata of the domain `plankton`; empty: the object is an image no more.
    ///   - permissions: take the place of the object's own.
    /// - Throws: itemNotFound; forbidden without the right to write, or, for permissions, unless the user owns it.
    func update(
        _ location: ImageLocation, metadata: [String: String]?, permissions: ImagePermissions?, as user: UserID
    ) async throws

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
    public var sizeBytes: Int64
    /// The root of the hashmap, lower-case hex.
    public var hash: String
    /// When the object's first version was made.
    public var created: Timestamp
    /// When the current version was made.
    public var modified: Timestamp
    /// Metadata of the domain `plankton`, with the keys as they are stored (`plankton:name`).
    public var metadata: [String: String]
    public var permissions: ImagePermissions

    public init(
        id: Image.ID, location: ImageLocation, sizeBytes: Int64, hash: String, created: Timestamp,
        modified: Timestamp, metadata: [String: String], permissions: ImagePermissions
    ) {
        self.id = id
        self.location = location
        self.sizeBytes = sizeBytes
        self.hash = hash
        self.created = created
        self.modified = modified
        self.metadata = metadata
        self.permissions = permissions
    }

    public var isPublic: Bool { permissions.readers.contains("*") }
}

/// Who may read and write an object besides its owner: uuids, `account:group`, and `*` for everyone.
public struct ImagePermissions: Sendable, Hashable {
    public var readers: [String]
    public var writers: [String]

    public init(readers: [String] = [], writers: [String] = []) {
        self.readers = readers
        self.writers = writers
    }

    /// The readers without `*`: what the image API calls members.
    var members: [String] { readers.filter { $0 != "*" } }

    /// The same writers, with other readers.
    func with(members: [String], isPublic: Bool) -> ImagePermissions {
        ImagePermissions(readers: isPublic ? members + ["*"] : members, writers: writers)
    }
}
