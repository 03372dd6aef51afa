import Crypto
import SQLAccess
public import Vocabulary

/// What reading an object gives: its own content, or, for a manifest, that of other objects one after the other.
///
/// - Source: object-storage.md 2.5.
public struct ObjectParts: Sendable {
    /// In order. Just the object's own version unless it is a manifest.
    public var versions: [NodeVersion]
    /// Bytes, all together.
    public var size: Int64
    /// MD5 of the content, or of the MD5s of the parts.
    public var etag: String

    /// The object's own content, also of a manifest.
    public init(own info: ObjectInfo) {
        self.init(versions: [info.version], size: info.version.size, etag: info.etag)
    }

    init(versions: [NodeVersion], size: Int64, etag: String) {
        self.versions = versions
        self.size = size
        self.etag = etag
    }
}

extension ObjectService {
    /// The metadata key that makes an object a manifest; its value is `container/prefix`.
    public static let manifestKey = "X-Object-Manifest"

    /// Most objects of one manifest.
    private static let partLimit = 10_000

    /// The parts of an object, as the caller may read them. Whoever came by a public link reads public parts alone.
    ///
    /// - Parameter user: nil for a public link.
    /// - Throws: badRequest for a manifest that makes no sense; itemNotFound, forbidden for its container.
    public func parts(of info: ObjectInfo, for user: UserID?) async throws -> ObjectParts {
        guard let manifest = info.metadata[Self.manifestKey] else { return ObjectParts(own: info) }
        let names = manifest.cutAtSlashes(parts: 2)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else {
            throw Fault(.badRequest, "Invalid \(Self.manifestKey) header")
        }
        let container = try ContainerPath(account: info.path.account, container: names[0])
        var query = ListingQuery()
        query.prefix = names[1]
        query.limit = Self.partLimit
        query.includesSharing = false
        query.publicOnly = user == nil
        let entries = try await ContainerService(storage: storage)
            .list(container, for: user ?? info.path.account, query: query).1
        let versions = entries.compactMap { entry -> NodeVersion? in
            if case .object(let object) = entry { object.version } else { nil }
        }
        let etags = versions.map(\.checksum).joined()
        return ObjectParts(
            versions: versions, size: versions.reduce(0) { $0 + $1.size },
            etag: Hex.encode(Array(Insecure.MD5.hash(data: Array(etags.utf8)))))
    }
}
