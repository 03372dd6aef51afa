import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The objects of a container on the wire. The order of XML elements is the original's.
///
/// - Source: object-storage.md 2.3.
struct ContainerListingView {
    let info: ContainerInfo
    /// Left out where the past was asked for.
    let showsModified: Bool
    /// What public links begin with.
    let linkPrefix: String

    func response(_ listing: Listing, _ serialization: Serialization) throws -> Response {
        let headers = ContainerView.fields(info)
        switch serialization {
        case .text:
            var names: [String] = []
            try listing.eachPiece { names += $0.map(\.name) }
            return .names(names, headers: headers)
        case .json:
            return try .json(headers: headers) { json in
                try json.array { json in
                    try listing.eachPiece { for entry in $0 { append(entry, &json) } }
                }
            }
        case .xml:
            return try .xml(headers: headers) { xml in
                try xml.element("container", [("name", info.path.container)]) { xml in
                    try listing.eachPiece { for entry in $0 { write(entry, &xml) } }
                }
            }
        }
    }

    /// As it was written before, where that is known. Most lists are asked for once, and their objects are not known.
    private func append(_ entry: ListingEntry, _ json: inout JSONWriter) {
        guard case .object(let object) = entry, object.isKnown, object.isPlain, showsModified else {
            json.object { write(entry, &$0) }
            return
        }
        if let text = object.current.json { return json.json(text) }
        var writer = JSONWriter()
        writer.object { write(entry, &$0) }
        let text = writer.withBytes { Array($0) }
        object.current.json = text
        json.json(text)
    }

    private func write(_ entry: ListingEntry, _ json: inout JSONWriter) {
        switch entry {
        case .subdirectory(let name): json.field("subdir", name)
        case .object(let object):
            let version = object.version
            json.field("hash", object.manifest?.etag ?? version.checksum)
            json.field("name", object.name)
            json.fieldIfPresent("x_object_public", object.publicLink.map { linkPrefix + $0 })
            json.field("bytes", object.manifest?.size ?? version.size)
            json.fieldIfPresent("x_object_sharing", object.permissions.map(SharingHeader.text))
            json.field("x_object_version_timestamp", SecondsNumber(version.modified))
            json.field("x_object_uuid", version.uuid)
            if showsModified { json.field("last_modified", version.modified) }
            json.field("content_type", version.type)
            // A snapshot's content is elsewhere.
            if object.availability == nil { json.field("x_object_hash", version.hash ?? .empty) }
            json.field("x_object_version", version.id)
            json.field("x_object_modified_by", version.modifiedBy)
            json.fieldIfPresent("x_object_allowed_to", object.allowedTo?.shown)
            json.fieldIfPresent("available", object.availability?.rawValue)
        }
    }

    private func write(_ entry: ListingEntry, _ xml: inout XMLWriter) {
        switch entry {
        case .subdirectory(let name): xml.element("subdir", [("name", name)])
        case .object(let object):
            let version = object.version
            xml.element("object") { xml in
                xml.element("hash", text: object.manifest?.etag ?? version.checksum)
                xml.element("name", text: object.name)
                if let link = object.publicLink { xml.element("x_object_public", text: linkPrefix + link) }
                xml.element("bytes", text: String(object.manifest?.size ?? version.size))
                if let permissions = object.permissions {
                    xml.element("x_object_sharing", text: SharingHeader.text(permissions))
                }
                xml.element("x_object_version_timestamp", text: version.modified.decimalSeconds)
                xml.element("x_object_uuid", text: version.uuid)
                if showsModified { xml.element("last_modified", text: version.modified.iso8601) }
                xml.element("content_type", text: version.type)
                if object.availability == nil { xml.element("x_object_hash", text: (version.hash ?? .empty).hex) }
                xml.element("x_object_version", text: version.id.description)
                xml.element("x_object_modified_by", text: version.modifiedBy.rawValue)
                if let level = object.allowedTo { xml.element("x_object_allowed_to", text: level.shown) }
                if let state = object.availability { xml.element("available", text: String(state.rawValue)) }
            }
        }
    }
}

extension AccessLevel {
    /// On the wire.
    var shown: String {
        switch self {
        case .read: "read"
        case .write, .owner: "write"
        }
    }
}
