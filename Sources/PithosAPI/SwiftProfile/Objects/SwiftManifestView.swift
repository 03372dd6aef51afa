import APISupport
import Crypto
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The manifest of a static large object, for `multipart-manifest=get`.
///
/// - Source: openstack.md 7.4.
enum SwiftManifestView {
    /// Nil where the manifest was not asked for, or there is none.
    static func answer(_ call: SwiftCall, _ info: ObjectInfo, _ objects: ObjectService) async throws -> Response? {
        guard call.query["multipart-manifest"] == "get", let facts = info.manifestFacts,
            let manifest = try info.staticManifest
        else { return nil }
        let isRaw = call.query["format"] == "raw"
        let document = isRaw ? raw(manifest) : manifest.document
        var content = SwiftContent(facts)
        content.isComposite = false
        content.etag = isRaw ? Hex.encode(Array(Insecure.MD5.hash(data: Array(document.utf8)))) : facts.manifestTag
        content.size = Int64(document.utf8.count)
        var headers = SwiftObjectView.fields(info, etag: content.etag)
        if let answer = SwiftObjectRoutes.refusal(call, info, content, headers) { return answer }
        if !isRaw { headers[.contentType] = SwiftListingFormat.json.contentType }
        headers[.contentLength] = String(document.utf8.count)
        return .text(document, headers: headers)
    }

    /// As it would be put.
    private static func raw(_ manifest: StaticManifest) -> String {
        var json = JSONWriter(capacity: 64 + manifest.entries.count * 160)
        json.array { json in
            for entry in manifest.entries {
                json.object { json in
                    switch entry {
                    case .data(let bytes): json.field("data", Data(bytes).base64EncodedString())
                    case .segment(let segment):
                        json.field("path", segment.path)
                        json.field("etag", segment.etag)
                        json.field("size_bytes", segment.size)
                        if let range = segment.range { json.field("range", StaticManifest.text(range)) }
                    }
                }
            }
        }
        return json.text
    }
}
