import APISupport
import PithosBackend
import Vocabulary

extension SwiftCall {
    /// Headers besides metadata that are kept with an object and given back as they are.
    static let keptHeaders = [
        "Content-Encoding", "Content-Disposition", "Content-Language", "Cache-Control", "Expires", "X-Robots-Tag",
    ]

    /// Metadata, expiry and conditions of a request that writes an object.
    ///
    /// - Parameter replaces: what is not named goes.
    /// - Throws: badRequest.
    func objectDraft(replaces: Bool) throws -> ObjectDraft {
        var metadata = try headers.metadata("Object").filter { replaces ? !$0.value.isEmpty : true }
        for name in Self.keptHeaders {
            if let value = headers[name.lowercased()] { metadata[name] = value }
        }
        var draft = ObjectDraft()
        var system: [SystemMetadata.Key: String] = replaces ? [.deleteAt: "", .longManifest: ""] : [:]
        if let manifest = try dynamicManifest {
            // Text that is too long for metadata is kept elsewhere, so that it need not be refused.
            let isLong = manifest.unicodeScalars.count > SwiftLimits.metadataValueBytes
            if isLong { system[.longManifest] = manifest } else { metadata[ObjectService.manifestKey] = manifest }
        }
        if let deleteAt = try deleteAt { system[.deleteAt] = SystemMetadata.text(deleteAt: deleteAt) }
        draft.metadata = replaces ? .replace(metadata) : .merge(metadata)
        draft.system = .merge(system)
        draft.limits = SwiftLimits.metadata
        draft.isSwift = true
        return draft
    }

    /// Conditions of a write: that there be nothing yet, or that it still be what the client has seen.
    ///
    /// - Throws: badRequest for `If-None-Match` with a tag.
    func writePrecondition() throws -> WritePrecondition {
        let ifNoneMatch = headers["if-none-match"].map(SwiftTags.parse)
        guard ifNoneMatch == nil || ifNoneMatch == ["*"] else {
            throw Fault(.badRequest, "If-None-Match only supports *")
        }
        return WritePrecondition(ifMatch: headers["if-match"].map(SwiftTags.parse), ifNoneMatch: ifNoneMatch)
    }

    /// `container/prefix` of a dynamic large object.
    private var dynamicManifest: String? {
        get throws {
            guard let header = headers["x-object-manifest"] else { return nil }
            let invalid = Fault(.badRequest, "X-Object-Manifest must be in the format container/prefix")
            guard let text = PercentEncoding.decode(header), !text.utf8.contains(0) else { throw invalid }
            let names = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
            guard names.count == 2, !names[0].isEmpty, let first = names[1].first, first != UInt8(ascii: "/"),
                !header.contains("?"), !header.contains("&")
            else { throw invalid }
            return text
        }
    }

    /// Seconds since 1970.
    private var deleteAt: Int64? {
        get throws {
            let now = context.received.microseconds / 1_000_000
            if let text = headers["x-delete-after"] {
                let seconds = try Self.seconds(text, "X-Delete-After")
                guard seconds > 0 else { throw Fault(.badRequest, "X-Delete-After in past") }
                return min(now + seconds, Self.lastSecond)
            }
            guard let text = headers["x-delete-at"] else { return nil }
            let moment = try Self.seconds(text, "X-Delete-At")
            guard moment > now else { throw Fault(.badRequest, "X-Delete-At in past") }
            return moment
        }
    }

    /// A number of any length, at most the largest of ten digits.
    static func seconds(_ text: String, _ header: String) throws -> Int64 {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Fault(.badRequest, "Non-integer \(header)")
        }
        return min(Int64(text) ?? lastSecond, lastSecond)
    }

    /// The largest number of ten digits.
    private static let lastSecond: Int64 = 9_999_999_999
}
