import Cyclades
import Vocabulary

/// An image as the compute API shows it (image.md 9.1).
struct ComputeImageView: JSONWritable {
    let image: Image
    let links: CycladesLinks
    let isDetailed: Bool

    init(_ image: Image, _ links: CycladesLinks, isDetailed: Bool) {
        self.image = image
        self.links = links
        self.isDetailed = isDetailed
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", image.id)
            json.field("name", image.name)
            guard isDetailed else { return }
            json.field("updated", Self.wholeSeconds(image.updated))
            json.field("created", Self.wholeSeconds(image.created))
            json.field("status", "ACTIVE")
            json.field("progress", Self.progress(image))
            json.field("user_id", image.owner)
            json.field("tenant_id", image.owner)
            links.write("images", image.id, alternate: true, to: &json)
            json.field("metadata", image.properties)
        }
    }

    static func attributes(
        _ image: Image, isDetailed: Bool, isAlone: Bool = false
    ) -> [(name: String, value: String)] {
        var attributes = [(name: "id", value: image.id.rawValue), (name: "name", value: image.name)]
        guard isDetailed else { return attributes }
        if isAlone { attributes.append((name: "serverRef", value: "")) }
        attributes += [
            (name: "updated", value: wholeSeconds(image.updated).iso8601),
            (name: "created", value: wholeSeconds(image.created).iso8601), (name: "status", value: "ACTIVE"),
        ]
        if isAlone { attributes.append((name: "progress", value: "\(progress(image))")) }
        return attributes
    }

    private static func progress(_ image: Image) -> Int { image.status.lowercased() == "available" ? 100 : 0 }

    /// The image service, where these dates come from, has no fractions.
    private static func wholeSeconds(_ time: Timestamp) -> Timestamp {
        Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000)
    }
}
