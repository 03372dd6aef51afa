import Cyclades
import HTTPTypes
import Vocabulary

/// What the headers of a request ask for (image.md 4.2, 4.4).
enum ImageRequest {
    /// - Throws: badRequest naming the attribute.
    static func draft(_ headers: HTTPFields) throws -> ImageDraft {
        let sent = try ImageHeaders.read(headers)
        try check(
            sent,
            allowed: [
                "name", "location", "disk_format", "container_format", "store", "size", "checksum", "is_public",
                "owner",
            ])
        guard let name = sent.attributes["name"] else { throw Fault(.badRequest, "X-Image-Meta-Name is missing") }
        guard let location = sent.attributes["location"] else {
            throw Fault(.badRequest, "X-Image-Meta-Location is missing")
        }
        if let store = sent.attributes["store"], store != "pithos" {
            throw Fault(.badRequest, "Invalid store '\(store)'")
        }
        return ImageDraft(
            name: name, location: try ImageLocation(location), diskFormat: sent.attributes["disk_format"],
            containerFormat: sent.attributes["container_format"], sizeBytes: try size(sent),
            checksum: sent.attributes["checksum"], isPublic: isPublic(sent) ?? false, properties: sent.properties)
    }

    /// - Throws: badRequest naming the attribute.
    static func update(_ headers: HTTPFields) throws -> ImageUpdate {
        let sent = try ImageHeaders.read(headers)
        try check(sent, allowed: ["name", "disk_format", "container_format", "is_public", "owner", "status"])
        return ImageUpdate(
            name: sent.attributes["name"], status: sent.attributes["status"],
            diskFormat: sent.attributes["disk_format"], containerFormat: sent.attributes["container_format"],
            isPublic: isPublic(sent), properties: sent.properties)
    }

    private static func check(_ sent: ImageHeaders.Sent, allowed: Set<String>) throws {
        if let other = sent.attributes.keys.sorted().first(where: { !allowed.contains($0) }) {
            throw Fault(.badRequest, "Attribute '\(other)' of an image cannot be set")
        }
    }

    private static func size(_ sent: ImageHeaders.Sent) throws -> Int64? {
        guard let text = sent.attributes["size"] else { return nil }
        guard let size = Int64(text) else { throw Fault(.badRequest, "size should be a whole number") }
        return size
    }

    /// `true` in any case is true, anything else false.
    private static func isPublic(_ sent: ImageHeaders.Sent) -> Bool? {
        sent.attributes["is_public"].map { $0.lowercased() == "true" }
    }
}
