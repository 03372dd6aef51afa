/// What a request asks for, as it was sent: nothing is decoded or collapsed in the path, for object names may hold
/// anything (object-storage.md 1.1).
public struct RequestTarget: Sendable, Hashable {
    /// Percent-encoded; begins with a slash, except `*` of `OPTIONS *`.
    public let path: String
    /// Without the question mark; nil when there is none.
    public let queryText: String?
    public let query: QueryParameters

    public init(_ target: String) {
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(target[..<mark])
            let text = String(target[target.utf8.index(after: mark)...])
            queryText = text
            query = QueryParameters(text)
        } else {
            path = target
            queryText = nil
            query = QueryParameters("")
        }
    }
}
