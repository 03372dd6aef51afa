import PithosBackend
import Vocabulary

extension Call {
    /// Metadata, permissions, public link and conditions of a request that writes an object.
    ///
    /// - Parameter replaces: what is not named goes.
    /// - Throws: badRequest.
    func objectDraft(replaces: Bool) throws -> ObjectDraft {
        var metadata = try headers.metadata("Object")
        for (key, _) in ObjectView.contentKeys {
            if let value = headers[key.lowercased()] { metadata[key] = value.filter { $0 != "~" } }
        }
        if let manifest = headers["x-object-manifest"] {
            metadata[ObjectService.manifestKey] = manifest.filter { $0 != "~" }
        }
        var draft = ObjectDraft()
        draft.metadata = replaces ? .replace(metadata) : .merge(metadata)
        draft.permissions = try headers["x-object-sharing"].map(SharingHeader.parse)
        draft.isPublic = try headers["x-object-public"].flatMap(Self.publicFlag)
        draft.precondition = WritePrecondition(
            ifMatch: headers["if-match"].map(EntityTags.parse),
            ifNoneMatch: headers["if-none-match"].map(EntityTags.parse))
        return draft
    }

    /// `true`, `false`, or nothing at all, which is `false`.
    private static func publicFlag(_ text: String) throws -> Bool? {
        switch text.filter({ $0 != "~" && $0 != " " && $0 != "\t" }).lowercased() {
        case "true": true
        case "false", "": false
        default: throw Fault(.badRequest, "Bad X-Object-Public header value")
        }
    }
}
