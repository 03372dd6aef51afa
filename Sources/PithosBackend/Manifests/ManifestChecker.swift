import SQLAccess
import Vocabulary

/// Holds what a client says of a manifest's segments against what they are, inside a transaction.
struct ManifestChecker {
    let tx: Transaction
    /// Where the manifest is to lie; its segments are of the same account.
    let path: ObjectPath
    let user: UserID
    let now: Timestamp

    /// - Throws: `ManifestDraft.Refusal` with all that is wrong.
    func check(_ draft: ManifestDraft) throws -> StaticManifest {
        var problems: [ManifestDraft.Problem] = []
        var known: [ExactText: ObjectInfo] = [:]
        var entries: [StaticManifest.Entry] = []
        for entry in draft.entries {
            switch entry {
            case .data(let bytes): entries.append(.data(bytes))
            case .segment(let segment):
                do {
                    let info = try known[ExactText(segment.path)] ?? find(segment)
                    known[ExactText(segment.path)] = info
                    entries.append(.segment(try Self.checked(segment, info)))
                } catch let problem as ManifestDraft.Problem {
                    problems.append(problem)
                }
            }
        }
        guard problems.isEmpty else { throw ManifestDraft.Refusal(problems: problems) }
        try Self.checkSize(entries)
        return StaticManifest(entries: entries)
    }

    /// Bytes of a large object, 64 TiB: more than its segments have with the longest bodies, and small enough that the sum
    /// of ten thousand, as a dynamic large object may have, is a number of 64 bits.
    private static let sizeMax: Int64 = 1 << 46

    /// - Throws: badRequest. Manifests in manifests can describe more than a number of 64 bits holds.
    private static func checkSize(_ entries: [StaticManifest.Entry]) throws {
        var size: Int64 = 0
        for entry in entries {
            let length = entry.length
            guard length <= sizeMax - size else {
                throw Fault(.badRequest, "The segments have more than \(sizeMax) bytes together")
            }
            size += length
        }
    }

    private func find(_ segment: ManifestDraft.Segment) throws -> ObjectInfo {
        func problem(_ reason: String) -> ManifestDraft.Problem { .init(path: segment.path, reason: reason) }
        do {
            let container = try ContainerPath(account: path.account, container: segment.container)
            let object = try ObjectPath(container, name: segment.name)
            guard object != path else { throw problem("The manifest cannot be a segment of itself") }
            let info = try ObjectReader(tx: tx).info(object, version: nil, for: user)
            guard !info.system.isExpired(at: now) else { throw ContentFault.objectMissing }
            return info
        } catch let fault as Fault {
            switch fault.kind {
            case .itemNotFound: throw problem("404 Not Found")
            case .forbidden: throw problem("403 Forbidden")
            default: throw problem("\(fault.kind.status) \(fault.message)")
            }
        }
    }

    private static func checked(
        _ segment: ManifestDraft.Segment, _ info: ObjectInfo
    ) throws -> StaticManifest.Segment {
        func problem(_ reason: String) -> ManifestDraft.Problem { .init(path: segment.path, reason: reason) }
        let facts = info.manifestFacts
        let size = facts?.size ?? info.version.size
        let etag = facts?.etag ?? info.etag
        guard size > 0 else { throw problem("Too Small; each segment must be at least 1 byte.") }
        if let expected = segment.size, expected != size { throw problem("Size Mismatch") }
        if let expected = segment.etag, expected != etag { throw problem("Etag Mismatch") }
        var range: Range<Int64>?
        if let asked = segment.range {
            guard let bytes = asked.resolved(size: size) else { throw problem("Unsatisfiable Range") }
            range = bytes == 0..<size ? nil : bytes
        }
        return StaticManifest.Segment(
            container: segment.container, name: segment.name, etag: etag, size: size, type: info.version.type,
            modified: info.version.modified, range: range, isManifest: facts != nil)
    }
}
