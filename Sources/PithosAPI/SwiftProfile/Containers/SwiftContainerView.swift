import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// A container and its objects on the wire.
///
/// - Source: openstack.md 7.3.
struct SwiftContainerView: Sendable {
    let info: ContainerInfo
    let entries: [ListingEntry]

    /// - Parameter showsOwned: the owner is looking: access lists and keys are shown.
    static func fields(_ info: ContainerInfo, showsOwned: Bool) -> HTTPFields {
        var fields = SwiftFields()
        fields.set("X-Container-Object-Count", info.contents?.objectCount ?? 0)
        fields.set("X-Container-Bytes-Used", info.contents?.bytesUsed ?? 0)
        fields.setTimes(info.changed)
        fields.set(.acceptRanges, "bytes")
        fields.set("X-Storage-Policy", SwiftPolicy.name)
        guard let details = info.details else { return fields.fields }
        let secret = "X-Container-Meta-Temp-Url-Key"
        fields.set(
            metadata: details.metadata.filter { showsOwned || !$0.key.utf8.starts(with: secret.utf8) }, "Container")
        guard showsOwned else { return fields.fields }
        for (kind, key) in [(ContainerACL.Kind.read, SystemMetadata.Key.readers), (.write, .writers)] {
            if let list = details.system[key] { fields.set(kind.rawValue, list) }
        }
        return fields.fields
    }

    func response(_ format: SwiftListingFormat, headers: HTTPFields) -> Response {
        switch format {
        case .plain: return .swiftNames(entries.map(\.name), headers: headers)
        case .json:
            var headers = headers
            headers[.contentType] = format.contentType
            return .json(headers: headers) { json in
                json.array { json in for entry in entries { json.object { write(entry, &$0) } } }
            }
        case .xml, .textXML:
            var headers = headers
            headers[.contentType] = format.contentType
            return .swiftXML(headers: headers) { xml in
                xml.element("container", [("name", info.path.container)]) { xml in
                    for entry in entries { write(entry, &xml) }
                }
            }
        }
    }

    private func write(_ entry: ListingEntry, _ json: inout JSONWriter) {
        switch entry {
        case .subdirectory(let name): json.field("subdir", name)
        case .object(let object):
            json.field("name", object.name)
            json.field("hash", object.manifest?.manifestTag ?? object.version.checksum)
            json.field("bytes", object.manifest?.size ?? object.version.size)
            json.field("content_type", object.version.type)
            json.field("last_modified", object.version.modified.iso8601Micro)
            json.fieldIfPresent("slo_etag", object.manifest.map { "\"\($0.etag)\"" })
        }
    }

    private func write(_ entry: ListingEntry, _ xml: inout XMLWriter) {
        switch entry {
        case .subdirectory(let name):
            xml.element("subdir", [("name", name)]) { $0.element("name", text: name) }
        case .object(let object):
            xml.element("object") { xml in
                xml.element("name", text: object.name)
                xml.element("hash", text: object.manifest?.manifestTag ?? object.version.checksum)
                xml.element("bytes", text: String(object.manifest?.size ?? object.version.size))
                xml.element("content_type", text: object.version.type)
                xml.element("last_modified", text: object.version.modified.iso8601Micro)
            }
        }
    }
}
