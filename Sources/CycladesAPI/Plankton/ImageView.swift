import Cyclades
import Vocabulary

/// An image as the image API lists it (image.md 3).
struct ImageView: JSONWritable {
    let image: Image
    let isDetailed: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", image.id)
            json.field("name", image.name)
            json.field("status", image.status)
            json.field("disk_format", image.diskFormat)
            json.field("container_format", image.containerFormat)
            json.field("size", image.sizeBytes)
            guard isDetailed else { return }
            json.field("checksum", image.checksum)
            json.field("location", image.location)
            json.field("created_at", image.created.plainUTC)
            json.field("updated_at", image.updated.plainUTC)
            json.field("deleted_at", "")
            json.field("is_public", image.isPublic)
            json.field("owner", image.owner)
            json.field("properties", image.properties)
        }
    }
}
