import APISupport
import HTTPTypes
import PithosBackend
import Vocabulary

/// An object's headers.
///
/// - Source: object-storage.md 2.4.
enum ObjectView {
    /// Stored metadata that is shown under its own name.
    static let contentKeys: [(key: String, name: HTTPField.Name)] = [
        ("Content-Encoding", .contentEncoding), ("Content-Disposition", .contentDisposition),
    ]

    /// Everything, for those who may read the object.
    static func fields(_ info: ObjectInfo, etag: String, links: LinkAddress) -> HTTPFields {
        var fields = content(info, etag: etag)
        // What is read by a manifest has no hashmap of its own, a snapshot's is elsewhere: the root would be that of nothing.
        if !info.isReadByManifest, info.availability == nil { fields.set("X-Object-Hash", info.hash.hex) }
        fields.set("X-Object-UUID", info.version.uuid)
        fields.set("X-Object-Version", info.version.id.rawValue)
        fields.set("X-Object-Version-Timestamp", info.version.modified.rfc1123)
        fields.set("X-Object-Modified-By", info.version.modifiedBy.rawValue)
        fields.set(metadata: info.metadata, "Object")
        if let manifest = info.metadata[ObjectService.manifestKey] { fields.set("X-Object-Manifest", manifest) }
        if let sharing = info.sharing {
            fields.set("X-Object-Sharing", SharingHeader.text(sharing.permissions))
            if sharing.path != info.path.path { fields.set("X-Object-Shared-By", sharing.path) }
        }
        // By permissions of the object, or by a list of the container.
        if info.level != .owner { fields.set("X-Object-Allowed-To", info.level.shown) }
        if let link = info.publicLink { fields.set("X-Object-Public", links.prefix + link) }
        return fields.fields
    }

    /// What everybody with a public link sees. Unless something else is stored or asked for it is a file to be saved.
    static func publicFields(_ info: ObjectInfo, etag: String, disposition: Disposition?) -> HTTPFields {
        var fields = content(info, etag: etag).fields
        if let disposition {
            fields[.contentDisposition] = disposition.header(for: info.path.name)
        } else if info.metadata["Content-Disposition"] == nil {
            let name = PercentEncoding.encode(Disposition.fileName(of: info.path.name))
            fields[.contentDisposition] = "attachment; filename=\(name)"
        }
        return fields
    }

    private static func content(_ info: ObjectInfo, etag: String) -> PithosFields {
        var fields = PithosFields()
        fields.setTag(etag)
        fields.setModified(info.modified)
        fields.setContent(.contentType, info.version.type)
        if let state = info.availability { fields.set("Available", Int64(state.rawValue)) }
        for (key, name) in contentKeys {
            if let value = info.metadata[key] { fields.setContent(name, value) }
        }
        fields.addContentPolicy()
        return fields
    }
}

extension HTTPField.Name {
    static let objectHash = HTTPField.Name.known("X-Object-Hash")
}
