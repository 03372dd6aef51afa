import PithosBackend
import Vocabulary

/// The tags of `If-Match` and `If-None-Match`.
///
/// - Source: object-storage.md 2.6.
enum EntityTags {
    /// All strings in double quotes, in lower case; a header without any is one tag as a whole. A star in quotes is a
    /// tag that nothing has.
    static func parse(_ header: String) -> [String] {
        let parts = header.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return [trimmed(header).lowercased()] }
        return stride(from: 1, to: parts.count - 1, by: 2).map { parts[$0] == "*" ? "\"*\"" : parts[$0].lowercased() }
    }

    /// One tag, with or without quotes, in lower case.
    static func single(_ header: String) -> String {
        var tag = trimmed(header)[...]
        if tag.first == "\"", tag.last == "\"", tag.count >= 2 { tag = tag.dropFirst().dropLast() }
        return tag.lowercased()
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }
}

/// The conditions of a request for reading.
struct ReadPrecondition: Sendable {
    var modifiedSince: Timestamp?
    var unmodifiedSince: Timestamp?
    var ifMatch: [String]?
    var ifNoneMatch: [String]?

    init(_ headers: PithosHeaders) {
        modifiedSince = headers["if-modified-since"].flatMap(Timestamp.init(httpDate:))
        unmodifiedSince = headers["if-unmodified-since"].flatMap(Timestamp.init(httpDate:))
        ifMatch = headers["if-match"].map(EntityTags.parse)
        ifNoneMatch = headers["if-none-match"].map(EntityTags.parse)
    }

    /// Judges the times alone: accounts and containers have no tag. True when the client's copy is still good.
    ///
    /// - Throws: preconditionFailed.
    func isNotModified(_ modified: Timestamp) throws -> Bool {
        let second = Timestamp(microseconds: modified.microseconds / 1_000_000 * 1_000_000)
        if let modifiedSince, second <= modifiedSince { return true }
        if let unmodifiedSince, second > unmodifiedSince {
            throw Fault(.preconditionFailed, "Resource has been modified")
        }
        return false
    }

    /// Judges the times, then the tags.
    ///
    /// - Throws: preconditionFailed.
    func isNotModified(_ modified: Timestamp, etag: String) throws -> Bool {
        if try isNotModified(modified) { return true }
        try WritePrecondition(ifMatch: ifMatch).check(etag)
        guard let ifNoneMatch, !etag.isEmpty else { return false }
        return ifNoneMatch == ["*"] || ifNoneMatch.contains(etag.lowercased())
    }
}
