import Crypto
import SQLAccess
public import Vocabulary

/// What reading an object gives: its own content, or, for a large object, that of other objects one after the other.
///
/// - Source: object-storage.md 2.5, openstack.md 7.4.
public struct ObjectParts: Sendable {
    /// In order. Just the object's own version unless it is a large object.
    var parts: [Part]
    /// Bytes, all together.
    public var size: Int64
    /// MD5 of the content, or of the MD5s of the parts.
    public var etag: String
    /// The tag is of parts and not of the content.
    public var isComposite = false

    enum Part: Sendable {
        /// Bytes of a version's own content.
        case stored(NodeVersion, Range<Int64>)
        case data(ArraySlice<UInt8>)

        var length: Int64 {
            switch self {
            case .stored(_, let range): range.upperBound - range.lowerBound
            case .data(let bytes): Int64(bytes.count)
            }
        }
    }

    /// The object's own content, also of a manifest.
    public init(own info: ObjectInfo) {
        self.init(parts: [.stored(info.version, 0..<info.version.size)], etag: info.etag)
    }

    init(parts: [Part], etag: String, isComposite: Bool = false) {
        self.parts = parts
        self.etag = etag
        self.isComposite = isComposite
        size = parts.reduce(0) { $0 + $1.length }
    }
}

extension ObjectService {
    /// The metadata key that makes an object a manifest; its value is `container/prefix`.
    public static let manifestKey = "X-Object-Manifest"

    /// Most objects of one manifest.
    private static let partLimit = 10_000

    /// The parts of an object, as the caller may read them. Whoever came by a public link reads public parts alone.
    ///
    /// - Parameters:
    ///   - user: nil for a public link.
    ///   - computesChecksums: parts that nobody computed an MD5 of get one now.
    ///   - confinedTo: parts in other containers are not given.
    /// - Throws: badRequest for a manifest that makes no sense; itemNotFound, forbidden for its container; conflict
    ///   where a static large object's segment is not what it was.
    public func parts(
        of info: ObjectInfo, for user: UserID?, computesChecksums: Bool = false, confinedTo: ContainerPath? = nil
    ) async throws -> ObjectParts {
        if let facts = info.manifestFacts {
            let parts = try await storage.database.read { tx in
                let resolver = PartResolver(
                    tx: tx, account: info.path.account, user: user ?? info.path.account, confinedTo: confinedTo)
                return try resolver.parts(of: info.version, info.system)
            }
            return ObjectParts(parts: parts, etag: facts.etag, isComposite: true)
        }
        guard let manifest = info.dynamicManifest else {
            return try await ownParts(of: info, computesChecksums: computesChecksums)
        }
        let (container, prefix) = try info.place(of: manifest)
        guard confinedTo == nil || confinedTo == container else { throw ContentFault.notAllowed }
        var query = ListingQuery()
        query.prefix = prefix
        query.limit = Self.partLimit
        query.includesSharing = false
        query.publicOnly = user == nil
        query.includesManifests = true
        return try await parts(
            listedBy: query, of: container, for: user ?? info.path.account, computesChecksums: computesChecksums)
    }

    /// The object's own content, whatever it is a manifest of.
    public func ownParts(of info: ObjectInfo, computesChecksums: Bool = false) async throws -> ObjectParts {
        var parts = ObjectParts(own: info)
        if computesChecksums { parts.etag = try await checksum(of: info.version) }
        return parts
    }

    /// All objects that a listing gives, one after the other.
    private func parts(
        listedBy query: ListingQuery, of container: ContainerPath, for user: UserID, computesChecksums: Bool
    ) async throws -> ObjectParts {
        let entries = try await ContainerService(storage: storage).list(container, for: user, query: query).1
        var objects = entries.compactMap { entry -> ListedObject? in
            if case .object(let object) = entry { object } else { nil }
        }
        // Nothing of what there is may be shown to everybody.
        if query.publicOnly, objects.isEmpty {
            var all = query
            (all.publicOnly, all.limit) = (false, 1)
            let hidden = try await ContainerService(storage: storage).list(container, for: user, query: all).1
            guard hidden.isEmpty else { throw ContentFault.objectMissing }
        }
        if computesChecksums {
            for index in objects.indices where objects[index].manifest == nil {
                objects[index].setChecksum(try await checksum(of: objects[index].version))
            }
        }
        let etags = objects.map { $0.manifest?.etag ?? $0.version.checksum }.joined()
        let etag = Hex.encode(Array(Insecure.MD5.hash(data: Array(etags.utf8))))
        let listed = objects
        guard listed.contains(where: { $0.manifest != nil }) else {
            let parts = listed.map { ObjectParts.Part.stored($0.version, 0..<$0.version.size) }
            return ObjectParts(parts: parts, etag: etag, isComposite: true)
        }
        let parts = try await storage.database.read { tx in
            let resolver = PartResolver(tx: tx, account: container.account, user: user)
            return try listed.flatMap { try resolver.parts(of: $0.version, tx.systemMetadata.find($0.version.id)) }
        }
        return ObjectParts(parts: parts, etag: etag, isComposite: true)
    }
}

extension ObjectParts {
    /// What a range takes of each part.
    func within(_ range: Range<Int64>) -> [Part] {
        var begin: Int64 = 0
        return parts.compactMap { part in
            let whole = begin..<(begin + part.length)
            begin = whole.upperBound
            let wanted = range.clamped(to: whole)
            guard !wanted.isEmpty else { return nil }
            let offset = wanted.lowerBound - whole.lowerBound
            let length = wanted.upperBound - wanted.lowerBound
            switch part {
            case .data(let bytes): return .data(bytes.dropFirst(Int(offset)).prefix(Int(length)))
            case .stored(let version, let range):
                let first = range.lowerBound + offset
                return .stored(version, first..<(first + length))
            }
        }
    }
}

extension ObjectInfo {
    /// `container/prefix` of a dynamic large object.
    public var dynamicManifest: String? { metadata[ObjectService.manifestKey] ?? system[.longManifest] }

    /// The container that a dynamic large object's parts lie in; nil for any other object.
    ///
    /// - Throws: badRequest for a manifest that makes no sense.
    public var dynamicContainer: ContainerPath? {
        get throws {
            guard manifestFacts == nil, let manifest = dynamicManifest else { return nil }
            return try place(of: manifest).container
        }
    }

    fileprivate func place(of manifest: String) throws -> (container: ContainerPath, prefix: String) {
        let names = manifest.cutAtSlashes(parts: 2)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else {
            throw Fault(.badRequest, "Invalid \(ObjectService.manifestKey) header")
        }
        return (try ContainerPath(account: path.account, container: names[0]), names[1])
    }
}
