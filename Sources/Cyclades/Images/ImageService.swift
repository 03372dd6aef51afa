public import Settings
public import Vocabulary

/// Plankton: images are objects of the object store, and who may do what follows from their permissions (image.md).
public struct ImageService: Sendable {
    let store: any ImageStore
    let settings: CycladesSettings
    let clock: @Sendable () -> Timestamp

    public init(
        store: any ImageStore, settings: CycladesSettings, clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.store = store
        self.settings = settings
        self.clock = clock
    }

    /// Own ones, those shared with the user, and public ones.
    public func list(visibleTo user: UserID, _ filter: ImageFilter = ImageFilter()) async throws -> [Image] {
        try await store.list(visibleTo: user).map { Image($0) }.filter { $0.isRegistered && filter.admits($0) }
    }

    /// Also an object that is no image, which then has no name: 0.14 answers so.
    ///
    /// - Throws: itemNotFound, forbidden.
    public func find(_ id: Image.ID, as user: UserID) async throws -> Image {
        Image(try await store.find(id, as: user))
    }

    /// An image with its content, for a new server.
    ///
    /// - Throws: itemNotFound when there is no such image, forbidden when the user may not read it.
    public func source(_ id: Image.ID, as user: UserID) async throws -> ImageSource {
        let stored = try await store.find(id, as: user)
        let image = Image(stored)
        guard image.isRegistered, !image.diskFormat.isEmpty else { throw Fault(.itemNotFound, "Image not found.") }
        let store = store
        return ImageSource(
            id: id.rawValue, hash: image.checksum, sizeBytes: image.sizeBytes, diskFormat: image.diskFormat,
            properties: Dictionary(image.properties.map { ($0.key.uppercased(), $0.value) }) { first, _ in first },
            location: image.location, url: "pithosmap://\(image.checksum)/\(image.sizeBytes)",
            read: { piece in try await store.read(stored, piece) })
    }

    /// Makes an object an image, or registers an image anew. All former readers and writers lose their access.
    ///
    /// - Throws: badRequest naming the attribute; itemNotFound; forbidden unless the user owns the object.
    public func register(_ draft: ImageDraft, as user: UserID) async throws -> Image {
        // Looked at before anything is read or written: only owners can hand out permissions.
        guard draft.location.account == user else { throw Fault(.forbidden, "") }
        var metadata = ImageMetadata(name: try Self.check(name: draft.name))
        metadata.diskFormat = try check(
            draft.diskFormat ?? settings.diskFormat, in: settings.diskFormats, "disk_format")
        metadata.containerFormat = try check(
            draft.containerFormat ?? settings.containerFormat, in: settings.containerFormats, "container_format")
        metadata.status = "available"
        metadata.registered = clock()
        metadata.properties = draft.properties
        let stored = try await store.find(draft.location, as: user)
        if let size = draft.sizeBytes, size != stored.sizeBytes {
            throw Fault(.badRequest, "size: the object has \(stored.sizeBytes) bytes")
        }
        if let checksum = draft.checksum, checksum != stored.hash {
            throw Fault(.badRequest, "checksum: the object's hash is \(stored.hash)")
        }
        let before = ImageMetadata(stored: stored.metadata)
        let permissions = ImagePermissions(readers: draft.isPublic ? ["*"] : [user.rawValue])
        try await store.update(
            stored.location, metadata: try metadata.stored(before: before), permissions: permissions, as: user)
        return Image(try await store.find(stored.id, as: user))
    }

    /// - Throws: badRequest naming the attribute; itemNotFound; forbidden without the right to write, and for the
    ///   public flag unless the user owns the object.
    public func update(_ id: Image.ID, _ update: ImageUpdate, as user: UserID) async throws -> Image {
        let stored = try await store.find(id, as: user)
        let before = ImageMetadata(stored: stored.metadata)
        var metadata = before
        metadata.name = try update.name.map(Self.check(name:)) ?? metadata.name
        metadata.status = try Self.check(update.status, "status") ?? metadata.status
        // Not held to the configured ones: clients of the original have images of other formats.
        metadata.diskFormat = try Self.check(update.diskFormat, "disk_format") ?? metadata.diskFormat
        metadata.containerFormat =
            try update.containerFormat.map { try check($0, in: settings.containerFormats, "container_format") }
            ?? metadata.containerFormat
        metadata.properties.merge(update.properties) { _, new in new }
        var permissions: ImagePermissions?
        if let isPublic = update.isPublic, isPublic != stored.isPublic {
            permissions = stored.permissions.with(members: stored.permissions.members, isPublic: isPublic)
        }
        try await store.update(
            stored.location, metadata: try metadata.stored(before: before), permissions: permissions, as: user)
        return Image(try await store.find(id, as: user))
    }

    /// Makes the object an image no more; the file and its permissions stay.
    ///
    /// - Throws: itemNotFound; forbidden without the right to write.
    public func unregister(_ id: Image.ID, as user: UserID) async throws {
        let stored = try await store.find(id, as: user)
        try await store.update(stored.location, metadata: [:], permissions: nil, as: user)
    }

    /// An object is an image by its name: without one all else that is said of it would be lost.
    private static func check(name: String) throws -> String {
        guard !name.isEmpty else { throw Fault(.badRequest, "The name of an image must not be empty") }
        return name
    }

    /// Any word will do, as in the original. An empty one would be forgotten, and the image be of no use without it.
    private static func check(_ word: String?, _ field: String) throws -> String? {
        guard word?.isEmpty != true else { throw Fault(.badRequest, "\(field) must not be empty") }
        return word
    }

    private func check(_ format: String, in allowed: [String], _ field: String) throws -> String {
        guard allowed.contains(format) else {
            throw Fault(.badRequest, "\(field) must be one of \(allowed.joined(separator: ", "))")
        }
        return format
    }
}
