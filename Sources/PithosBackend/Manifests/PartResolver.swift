import SQLAccess
import Vocabulary

/// Finds the content that static large objects are put together from, inside a transaction.
///
/// Manifests may lie in manifests, a thousand entries each: what is found of one object is looked up once, and parts are
/// counted, lest a few kilobytes that a client sends become memory and time without end.
final class PartResolver {
    private let tx: Transaction
    private let account: UserID
    private let user: UserID
    private let confinedTo: ContainerPath?
    private var left = PartResolver.partsMax
    private var looksLeft = PartResolver.looksMax
    private var segments: [ExactText: (version: NodeVersion, system: SystemMetadata)] = [:]
    private var manifests: [NodeVersion.ID: StaticManifest] = [:]

    /// How deep manifests may lie in manifests.
    private static let depthMax = 10
    /// Of all that one resolver finds: twice what a dynamic large object may have.
    static let partsMax = 20_000
    /// Entries that one resolver looks at, those that nothing is taken of included: of manifests in manifests each part may be
    /// the last of a thousand.
    private static let looksMax = 40 * partsMax

    /// - Parameters:
    ///   - user: whose permissions count.
    ///   - confinedTo: parts elsewhere are not given; nil for no such bound.
    init(tx: Transaction, account: UserID, user: UserID, confinedTo: ContainerPath? = nil) {
        self.tx = tx
        self.account = account
        self.user = user
        self.confinedTo = confinedTo
    }

    /// A range of what an object gives.
    ///
    /// - Parameter range: bytes; nil for all.
    /// - Throws: conflict when a segment is gone or was changed, manifests lie too deep, or there are too many parts.
    func parts(
        of version: NodeVersion, _ system: SystemMetadata, range: Range<Int64>? = nil, depth: Int = 0
    ) throws -> [ObjectParts.Part] {
        guard let manifest = try manifest(of: version, system) else {
            try count()
            return [.stored(version, range ?? 0..<version.size)]
        }
        return try parts(of: manifest, range: range, depth: depth)
    }

    /// A range of what a manifest describes; throws as above.
    func parts(
        of manifest: StaticManifest, range: Range<Int64>? = nil, depth: Int = 0
    ) throws -> [ObjectParts.Part] {
        guard depth < Self.depthMax else {
            throw Fault(.conflict, "Large objects are nested more than \(Self.depthMax) deep")
        }
        var parts: [ObjectParts.Part] = []
        let wanted = range ?? 0..<manifest.size
        var begin: Int64 = 0
        looksLeft -= manifest.entries.count
        guard looksLeft >= 0 else { throw Self.tooMany }
        for entry in manifest.entries {
            let length = entry.length
            let whole = begin..<(begin + length)
            begin = whole.upperBound
            let taken = wanted.clamped(to: whole)
            guard !taken.isEmpty else { continue }
            let inside = (taken.lowerBound - whole.lowerBound)..<(taken.upperBound - whole.lowerBound)
            switch entry {
            case .data(let bytes):
                try count()
                parts.append(.data(bytes[Int(inside.lowerBound)..<Int(inside.upperBound)]))
            case .segment(let segment):
                let first = segment.range?.lowerBound ?? 0
                parts += try self.parts(
                    of: segment, range: (first + inside.lowerBound)..<(first + inside.upperBound), depth: depth + 1)
            }
        }
        return parts
    }

    private func parts(
        of segment: StaticManifest.Segment, range: Range<Int64>, depth: Int
    ) throws -> [ObjectParts.Part] {
        let (version, system) = try find(segment)
        let facts = system.manifestFacts
        guard (facts?.size ?? version.size) == segment.size, (facts?.etag ?? version.checksum) == segment.etag else {
            throw changed(segment)
        }
        return try parts(of: version, system, range: range, depth: depth)
    }

    private func find(_ segment: StaticManifest.Segment) throws -> (NodeVersion, SystemMetadata) {
        let path = try ObjectPath(
            try ContainerPath(account: account, container: segment.container), name: segment.name)
        if let known = segments[ExactText(path.path)] { return known }
        guard confinedTo == nil || confinedTo == path.parent else { throw ContentFault.notAllowed }
        try tx.access.check(.read, on: path, for: user)
        guard let version = try tx.nodes.lookup(path.path)?.current else { throw changed(segment) }
        let found = (version, try tx.systemMetadata.find(version.id))
        segments[ExactText(path.path)] = found
        return found
    }

    /// Nil for what has its content itself.
    private func manifest(of version: NodeVersion, _ system: SystemMetadata) throws -> StaticManifest? {
        guard system.isReadByManifest(version), let document = system[.manifest] else { return nil }
        if let known = manifests[version.id] { return known }
        let manifest = try StaticManifest(document: document)
        manifests[version.id] = manifest
        return manifest
    }

    private func count() throws {
        left -= 1
        guard left >= 0 else { throw Self.tooMany }
    }

    private static let tooMany = Fault(
        .conflict, "A large object may have no more than \(partsMax) parts, those of its parts included")

    private func changed(_ segment: StaticManifest.Segment) -> Fault {
        Fault(.conflict, "The segment \(segment.path) is gone or was changed")
    }
}

extension StaticManifest.Entry {
    /// Bytes.
    public var length: Int64 {
        switch self {
        case .segment(let segment): segment.length
        case .data(let bytes): Int64(bytes.count)
        }
    }
}
