import APISupport
import PithosBackend
import Vocabulary

/// The parameters that listings of accounts and containers share.
struct SwiftListingParameters: Sendable {
    var prefix: String
    var delimiter: String?
    var marker: String?
    var endMarker: String?
    var isReversed: Bool
    var limit: Int

    /// - Throws: preconditionFailed for a limit that is too large and for a NUL.
    init(_ call: SwiftCall) throws {
        prefix = try call.text("prefix") ?? ""
        delimiter = try call.text("delimiter")
        isReversed = call.query["reverse"].map(SwiftFlag.isTrue) ?? false
        limit = SwiftLimits.listing
        if let text = call.query["limit"], !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            guard let number = Int(text), number <= SwiftLimits.listing else {
                throw Fault(.preconditionFailed, "Maximum limit is \(SwiftLimits.listing)")
            }
            limit = number
        }
        marker = Self.bound(call.query["marker"], isUpper: isReversed)
        endMarker = Self.bound(call.query["end_marker"], isUpper: !isReversed)
    }

    /// A marker may hold NULs, which no name does and no database takes: as a bound that names stay below it becomes the
    /// least text that is greater than what comes before the NUL, as one that they stay above just that.
    private static func bound(_ text: String?, isUpper: Bool) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let end = text.utf8.firstIndex(of: 0) else { return text }
        return String(text[..<end]) + (isUpper ? "\u{1}" : "")
    }
}

extension ContainerQuery {
    init(_ parameters: SwiftListingParameters) {
        self.init()
        prefix = parameters.prefix
        delimiter = parameters.delimiter
        marker = parameters.marker
        endMarker = parameters.endMarker
        isReversed = parameters.isReversed
        limit = parameters.limit
    }
}

extension ListingQuery {
    /// - Parameter path: `path=…`: only what lies directly in a pseudo-directory, and nothing rolled up.
    init(_ parameters: SwiftListingParameters, path: String?) {
        self.init()
        prefix = parameters.prefix
        delimiter = parameters.delimiter
        marker = parameters.marker
        endMarker = parameters.endMarker
        isReversed = parameters.isReversed
        limit = parameters.limit
        rollsUpMarkers = true
        includesSharing = false
        includesManifests = true
        guard let path else { return }
        var folder = path[...]
        while folder.last == "/" { folder.removeLast() }
        prefix = path.isEmpty ? "" : folder + "/"
        delimiter = "/"
        rollsUpMarkers = false
        hidesSubdirectories = true
        guard !prefix.isEmpty else { return }
        // The directory's own marker is not in it: names begin after the prefix.
        if isReversed {
            endMarker = endMarker.map { $0.utf8.lexicographicallyPrecedes(prefix.utf8) ? prefix : $0 } ?? prefix
        } else {
            marker = marker.map { $0.utf8.lexicographicallyPrecedes(prefix.utf8) ? prefix : $0 } ?? prefix
        }
    }
}
