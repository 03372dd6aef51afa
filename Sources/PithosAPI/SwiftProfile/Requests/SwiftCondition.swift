import PithosBackend
import Vocabulary

/// The conditions of a request for reading, in the order of RFC 9110 section 13.2.2. What was changed since a time fails
/// even where a tag matches, as in OpenStack Swift; else a tag overrules a time.
///
/// - Source: object-storage.md 10.2.
struct SwiftCondition: Sendable {
    enum Outcome: Sendable, Hashable {
        case holds
        case notModified
        case failed
    }

    private let ifMatch: [String]?
    private let ifNoneMatch: [String]?
    private let modifiedSince: Timestamp?
    private let unmodifiedSince: Timestamp?

    init(_ headers: SwiftHeaders) {
        ifMatch = headers["if-match"].map(SwiftTags.parse)
        ifNoneMatch = headers["if-none-match"].map(SwiftTags.parse)
        modifiedSince = headers["if-modified-since"].flatMap(Timestamp.init(httpDate:))
        unmodifiedSince = headers["if-unmodified-since"].flatMap(Timestamp.init(httpDate:))
    }

    /// - Parameter etag: without quotes.
    func judge(etag: String, modified: Timestamp) -> Outcome {
        let modified = modified.roundedUp
        if let ifMatch, !Self.matches(ifMatch, etag) { return .failed }
        if let unmodifiedSince, modified > unmodifiedSince { return .failed }
        if let ifNoneMatch { return Self.matches(ifNoneMatch, etag) ? .notModified : .holds }
        if let modifiedSince, modified <= modifiedSince { return .notModified }
        return .holds
    }

    private static func matches(_ tags: [String], _ etag: String) -> Bool {
        tags == ["*"] || tags.contains(etag.lowercased())
    }
}

/// The tags of `If-Match` and `If-None-Match`, in lower case: with quotes or without, between commas.
enum SwiftTags {
    static func parse(_ header: String) -> [String] {
        header.split(separator: ",").map { part in
            let tag = part.filter { $0 != " " && $0 != "\t" }
            return EntityTags.single(tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag)
        }
    }
}
