public import PithosBackend
public import Vocabulary

/// Images as objects of Pithos in the same process, seen through its catalog.
public struct PithosImageStore: ImageStore {
    let catalog: ObjectCatalog
    let blocks: any BlockStore

    /// - Parameter blocks: the store that the catalog's objects lie in.
    public init(catalog: ObjectCatalog, blocks: any BlockStore) {
        self.catalog = catalog
        self.blocks = blocks
    }

    public func find(_ id: Image.ID, as user: UserID) async throws -> StoredImage {
        try await translating { StoredImage(try await catalog.find(uuid: id.rawValue, domain: .plankton, for: user)) }
    }

    public func find(_ location: ImageLocation, as user: UserID) async throws -> StoredImage {
        try await translating {
            StoredImage(try await catalog.find(location.objectPath(), domain: .plankton, for: user))
        }
    }

    public func list(visibleTo user: UserID) async throws -> [StoredImage] {
        try await catalog.list(domain: .plankton, visibleTo: user).map { StoredImage($0) }
    }

    public func update(
        _ location: ImageLocation, metadata: [String: String]?, permissions: ImagePermissions?, as user: UserID
    ) async throws {
        try await translating {
            _ = try await catalog.update(
                location.objectPath(), domain: .plankton, metadata.map { .replace($0) } ?? .keep,
                permissions: try permissions.map { try Permissions(readers: $0.readers, writers: $0.writers) },
                for: user)
        }
    }

    /// By the content's name, so that it is the content that was found, whatever has become of the object since.
    public func read(_ image: StoredImage, _ piece: ([UInt8]) async throws -> Void) async throws {
        try await read(image.hash, sizeBytes: image.sizeBytes, piece)
    }

    /// The content a backend began to copy before it was started anew, by its name and the URL of its order; nil when
    /// the URL is none of ours.
    @Sendable public func open(_ hash: String, _ url: String) async throws -> ImageSource? {
        let parts = url.split(separator: "/")
        guard parts.count == 3, parts[0] == "pithosmap:", parts[1] == hash, let size = Int64(parts[2]) else {
            return nil
        }
        return ImageSource(
            id: "", hash: hash, sizeBytes: size, diskFormat: "", properties: [:], location: "", url: url,
            read: { piece in try await read(hash, sizeBytes: size, piece) })
    }

    private func read(_ hash: String, sizeBytes: Int64, _ piece: ([UInt8]) async throws -> Void) async throws {
        guard let root = BlockHash(hex: hash) else {
            throw Fault(.internalServerError, "The image's content has no valid name.")
        }
        var rest = sizeBytes
        for hash in try await blocks.map(root) where rest > 0 {
            let length = Int(min(rest, Int64(blocks.blockSize)))
            let block = try await blocks.open(hash)
            try await piece(
                try await blocks.compute {
                    try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                        try block.read(at: 0, into: UnsafeMutableRawBufferPointer(buffer))
                        count = length
                    }
                })
            rest -= Int64(length)
        }
    }

    /// The image API says neither more nor less than that an image is not there, or not for the caller (image.md 6).
    private func translating<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let fault as Fault where fault.kind == .itemNotFound || fault.kind == .forbidden {
            throw Fault(fault.kind, "", cause: fault)
        }
    }
}

extension ImageLocation {
    /// - Throws: badRequest for names that Pithos cannot have.
    fileprivate func objectPath() throws -> ObjectPath {
        try ObjectPath(ContainerPath(account: account, container: container), name: object)
    }
}

extension StoredImage {
    fileprivate init(_ object: CatalogObject) {
        self.init(
            id: Image.ID(object.version.uuid),
            location: ImageLocation(
                account: object.path.account, container: object.path.parent.container, object: object.path.name),
            sizeBytes: object.version.size,
            hash: object.version.hash?.hex ?? BlockHash.empty.hex, created: object.created,
            modified: object.version.modified, metadata: object.metadata,
            permissions: ImagePermissions(readers: object.permissions.readers, writers: object.permissions.writers))
    }
}
