import Cyclades
import HTTPTypes
import Vocabulary

/// Image attributes as headers, in both directions (image.md 3.1).
enum ImageHeaders {
    private static let prefix = "x-image-meta-"
    private static let propertyPrefix = "property_"

    /// What a request says of an image: attributes by name, and properties.
    struct Sent {
        var attributes: [String: String] = [:]
        var properties: [String: String] = [:]
    }

    /// Names lose case and punctuation: `X-Image-Meta-Disk-Format` is `disk_format`. Names and values are decoded.
    ///
    /// - Throws: badRequest naming the header that is not UTF-8.
    static func read(_ headers: HTTPFields) throws -> Sent {
        var sent = Sent()
        for field in headers {
            let name = field.name.canonicalName
            guard name.hasPrefix(prefix) else { continue }
            guard let decoded = PercentEncoding.decode(name.dropFirst(prefix.count)) else {
                throw Fault(.badRequest, "The name of the header \(field.name.rawName) is not UTF-8.")
            }
            guard let value = PercentEncoding.decode(field.value) else {
                throw Fault(.badRequest, "The value of the header \(field.name.rawName) is not UTF-8.")
            }
            let key = plain(decoded)
            if key.hasPrefix(propertyPrefix) {
                sent.properties[String(key.dropFirst(propertyPrefix.count))] = value
            } else {
                sent.attributes[key] = value
            }
        }
        return sent
    }

    /// All attributes and properties of an image. What is not printable ASCII is percent-encoded, as later releases do
    /// everywhere; the original fails there.
    static func write(_ image: Image) -> HTTPFields {
        var headers = HTTPFields()
        let attributes = [
            ("id", image.id.rawValue), ("name", image.name), ("status", image.status),
            ("disk-format", image.diskFormat), ("container-format", image.containerFormat),
            ("size", "\(image.sizeBytes)"), ("checksum", image.checksum), ("location", image.location),
            ("created-at", image.created.plainUTC), ("updated-at", image.updated.plainUTC), ("deleted-at", ""),
            ("is-public", image.isPublic ? "True" : "False"), ("owner", image.owner.rawValue),
        ]
        for (name, value) in attributes { add(name, value, to: &headers) }
        for (key, value) in image.properties.sorted(by: { $0.key < $1.key }) {
            let name = PercentEncoding.encode(key.replacing("_", with: "-"))
            add("property-" + name, value, to: &headers)
        }
        return headers
    }

    private static func add(_ name: String, _ value: String, to headers: inout HTTPFields) {
        // Percent-encoded names are valid; the check is for the type's sake.
        guard let name = HTTPField.Name(prefix + name) else { return }
        headers[name] = PercentEncoding.encode(value, allowed: .printable)
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0.isASCII && !$0.isLetter && !$0.isNumber ? "_" : $0 })
    }
}
