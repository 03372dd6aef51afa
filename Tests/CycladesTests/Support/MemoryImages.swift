import Cyclades
import Synchronization
import Vocabulary

/// Objects in memory with permissions like Pithos'.
final class MemoryImages: ImageStore {
    private let objects = Mutex<[Image.ID: StoredImage]>([:])

    @discardableResult
    func add(
        _ path: String, of owner: UserID, sizeBytes: Int64 = 17, metadata: [String: String] = [:],
        readers: [String] = []
    ) -> StoredImage {
        let image = StoredImage(
            id: Image.ID(UUIDText.random()), location: ImageLocation(account: owner, container: "images", object: path),
            sizeBytes: sizeBytes, hash: String(repeating: "ab", count: 32), created: .now(),
            modified: .now(), metadata: metadata, permissions: ImagePermissions(readers: readers))
        objects.withLock { $0[image.id] = image }
        return image
    }

    /// An image that anyone may use.
    func addImage(_ name: String, of owner: UserID, sizeBytes: Int64 = 17) -> Image.ID {
        add(
            "\(name).img", of: owner, sizeBytes: sizeBytes,
            metadata: [
                "plankton:name": name, "plankton:disk_format": "diskdump", "plankton:status": "available",
                "plankton:property:osfamily": "linux",
            ], readers: ["*"]
        ).id
    }

    func remove(_ id: Image.ID) { objects.withLock { $0[id] = nil } }

    func find(_ id: Image.ID, as user: UserID) async throws -> StoredImage {
        guard let image = objects.withLock({ $0[id] }) else { throw Fault(.itemNotFound, "") }
        guard Self.mayRead(image, user) else { throw Fault(.forbidden, "") }
        return image
    }

    func find(_ location: ImageLocation, as user: UserID) async throws -> StoredImage {
        guard let image = objects.withLock({ $0.values.first { $0.location == location } }) else {
            throw Fault(.itemNotFound, "")
        }
        return try await find(image.id, as: user)
    }

    func list(visibleTo user: UserID) async throws -> [StoredImage] {
        objects.withLock { $0.values.filter { $0.metadata["plankton:name"] != nil && Self.mayRead($0, user) } }
    }

    func update(
        _ location: ImageLocation, metadata: [String: String]?, permissions: ImagePermissions?, as user: UserID
    ) async throws {
        try change(location, as: user) { image in
            image.metadata = metadata ?? image.metadata
            image.permissions = permissions ?? image.permissions
        }
    }

    func read(_ image: StoredImage, _ piece: ([UInt8]) async throws -> Void) async throws {
        try await piece(Array("disk".utf8))
    }

    private func change(_ location: ImageLocation, as user: UserID, _ body: (inout StoredImage) -> Void) throws {
        try objects.withLock { objects in
            guard var image = objects.values.first(where: { $0.location == location }) else {
                throw Fault(.itemNotFound, "")
            }
            guard user == location.account else { throw Fault(.forbidden, "") }
            body(&image)
            image.modified = .now()
            objects[image.id] = image
        }
    }

    private static func mayRead(_ image: StoredImage, _ user: UserID) -> Bool {
        image.location.account == user || image.isPublic || image.permissions.readers.contains(user.rawValue)
    }
}
