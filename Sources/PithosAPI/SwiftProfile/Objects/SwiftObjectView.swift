import HTTPTypes
import PithosBackend
import Vocabulary

/// An object's headers.
///
/// - Source: openstack.md 7.3.
enum SwiftObjectView {
    /// - Parameter etag: as it is shown.
    static func fields(_ info: ObjectInfo, etag: String) -> HTTPFields {
        var fields = SwiftFields()
        fields.set(.eTag, etag)
        fields.setTimes(info.version.modified)
        fields.set(.acceptRanges, "bytes")
        fields.set(.contentType, info.version.type)
        for name in SwiftCall.keptHeaders {
            if let value = info.metadata[name] { fields.set(name, value) }
        }
        fields.set(metadata: info.metadata, "Object")
        if let manifest = info.dynamicManifest {
            // Clients decode it.
            fields.set(ObjectService.manifestKey, manifest.replacing("%", with: "%25"))
        }
        if let facts = info.manifestFacts {
            fields.set("X-Static-Large-Object", "True")
            fields.set("X-Manifest-Etag", facts.manifestTag)
        }
        if let deleteAt = info.system.deleteAt { fields.set("X-Delete-At", deleteAt) }
        var headers = fields.fields
        ContentPolicy.add(to: &headers)
        return headers
    }
}
