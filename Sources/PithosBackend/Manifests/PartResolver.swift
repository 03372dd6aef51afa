import SQLAccess
import Vocabulary

/// Finds the content that a static large object is put together from, inside a transaction.
struct PartResolver {
    let tx: Transaction
    let account: UserID
    /// Whose permissions count.
    let user: UserID
    /// Parts elsewhere are not given; nil for no such bound.
    var confinedTo: ContainerPath?

    /// How deep manifests may lie in manifests.
    private static let depthMax = 10

    /// A range of what an object gives.
    ///
    /// - Parameter range: bytes; nil for all.
    /// - Throws: conflict when a segment is gone or was changed, or manifests lie too deep.
    func parts(
        of version: NodeVersion, _ system: SystemMetadata, range: Range<Int64>? = nil, depth: Int = 0
    ) throws -> [ObjectParts.Part] {
        guard system.isReadByManifest(version), let document = system[.manifest] else {
            return [.stored(version, range ?? 0..<version.size)]
        }
        return try parts(of: StaticManifest(document: document), range: range, depth: depth)
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
        for entry in manifest.entries {
            let length = entry.length
            let whole = begin..<(begin + length)
            begin = whole.upperBound
            let taken = wanted.clamped(to: whole)
            guard !taken.isEmpty else { continue }
            let inside = (taken.lowerBound - whole.lowerBound)..<(taken.upperBound - whole.lowerBound)
            switch entry {
            case .data(let bytes): parts.append(.data(Array(bytes[Int(inside.lowerBound)..<Int(inside.upperBound)])))
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
        let path = try ObjectPath(
            try ContainerPath(account: account, container: segment.container), name: segment.name)
        guard confinedTo == nil || confinedTo == path.parent else { throw ContentFault.notAllowed }
        _ = try tx.access.require(.read, on: path, for: user)
        guard let version = try tx.nodes.lookup(path.path)?.current else { throw changed(segment) }
        let system = try tx.systemMetadata.find(version.id)
        let facts = system.manifestFacts
        guard (facts?.size ?? version.size) == segment.size, (facts?.etag ?? version.checksum) == segment.etag else {
            throw changed(segment)
        }
        return try parts(of: version, system, range: range, depth: depth)
    }

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
