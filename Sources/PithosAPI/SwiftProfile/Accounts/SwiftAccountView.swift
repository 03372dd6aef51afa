import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// An account and its containers on the wire.
///
/// - Source: openstack.md 7.3.
struct SwiftAccountView: Sendable {
    let account: SwiftAccount
    let entries: [ContainerEntry]

    static func fields(_ info: AccountInfo) -> HTTPFields {
        var fields = SwiftFields()
        let details = info.details
        let containers = Int64(details?.containerCount ?? 0)
        for prefix in ["X-Account-", "X-Account-Storage-Policy-\(SwiftPolicy.name)-"] {
            fields.set(prefix + "Container-Count", containers)
            fields.set(prefix + "Object-Count", details?.objectCount ?? 0)
            fields.set(prefix + "Bytes-Used", details?.contentBytes ?? 0)
        }
        fields.set(.timestamp, info.changed.swiftTimestamp)
        fields.set(.acceptRanges, "bytes")
        fields.set(metadata: details?.metadata ?? [:], "Account")
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
                xml.element("account", [("name", account.name)]) { xml in
                    for entry in entries { write(entry, &xml) }
                }
            }
        }
    }

    private func write(_ entry: ContainerEntry, _ json: inout JSONWriter) {
        switch entry {
        case .subdirectory(let name): json.field("subdir", name)
        case .container(let container):
            json.field("name", container.name)
            json.field("count", container.details?.objectCount ?? 0)
            json.field("bytes", container.details?.bytesUsed ?? 0)
            json.field("last_modified", container.changed.iso8601Micro)
            json.field("storage_policy", SwiftPolicy.name)
        }
    }

    private func write(_ entry: ContainerEntry, _ xml: inout XMLWriter) {
        switch entry {
        case .subdirectory(let name): xml.element("subdir", [("name", name)])
        case .container(let container):
            xml.element("container") { xml in
                xml.element("name", text: container.name)
                xml.element("count", text: String(container.details?.objectCount ?? 0))
                xml.element("bytes", text: String(container.details?.bytesUsed ?? 0))
                xml.element("last_modified", text: container.changed.iso8601Micro)
                xml.element("storage_policy", text: SwiftPolicy.name)
            }
        }
    }
}

extension Response {
    /// XML without white space between elements, which clients take for text.
    static func swiftXML(headers: HTTPFields, write: (inout XMLWriter) -> Void) -> Response {
        var writer = XMLWriter(indents: false)
        write(&writer)
        return .bytes(.ok, writer.bytes, contentType: SwiftListingFormat.xml.contentType, headers: headers)
    }

    /// Names, one a line; no content at all when there is none.
    static func swiftNames(_ names: [String], headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = SwiftListingFormat.plain.contentType
        guard !names.isEmpty else { return .empty(.noContent, headers: headers) }
        return .text(names.map { $0 + "\n" }.joined(), headers: headers)
    }
}
