import APISupport
import PithosBackend
import Vocabulary

/// The query of a container's listing.
///
/// - Source: object-storage.md 2.3.
struct ListingParameters {
    var query = ListingQuery()

    init(_ call: Call, limit: Int) throws {
        var prefix = try call.text("prefix") ?? ""
        query.delimiter = try call.text("delimiter")
        if let path = try call.text("path") {
            prefix = path
            query.delimiter = "/"
            query.hidesSubdirectories = true
        }
        if let delimiter = query.delimiter, !prefix.isEmpty, !prefix.ends(withExactly: delimiter) {
            prefix += delimiter
        }
        query.prefix = String(prefix.unicodeScalars.drop { $0 == "/" })
        query.marker = try call.text("marker")
        query.limit = call.limit(most: limit)
        query.metadata = try call.text("meta").flatMap(MetadataQueryText.parse)
        query.sharedOnly = call.has("shared")
        query.publicOnly = call.has("public")
        query.until = call.until
        query.includesSharing = call.context.serialization != .text
        query.includesManifests = query.includesSharing && query.until == nil
    }
}
