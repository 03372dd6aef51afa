import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// One request to the object store, once its sender is known.
struct Call: Sendable {
    let request: Request
    let context: APIContext
    let headers: PithosHeaders
    let user: UserID

    var query: QueryParameters { context.query }

    /// A flag of the query: set when it is there, whatever its value.
    func has(_ flag: String) -> Bool { query.contains(flag) }

    /// The moment of `until`; anything but whole seconds counts as absent, as clients rely on (object-storage.md 11.1).
    /// However far the future, it is a moment: a purge must not become a deletion because of a digit too many.
    var until: Timestamp? {
        guard let text = query["until"], !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Timestamp(microseconds: min(Int64(text) ?? .max, Self.latestSecond) * 1_000_000)
    }

    /// In the year 9999, the last one that dates on the wire can tell.
    private static let latestSecond: Int64 = 253_402_300_799

    /// Text from the query that is compared with names.
    ///
    /// - Throws: badRequest for a NUL, which no name can hold.
    func text(_ name: String) throws -> String? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard !text.utf8.contains(0) else { throw Fault(.badRequest, "\(name) holds a NUL.") }
        return text
    }

    /// How many entries of a listing are wanted: what is absent, zero or no number means the most there may be.
    func limit(most: Int) -> Int {
        guard let limit = query.lenientCount("limit"), limit > 0 else { return most }
        return min(limit, most)
    }

    /// The body comes in chunks of unknown total.
    var isChunked: Bool { request.headers[.transferEncoding] == "chunked" }

    /// - Parameter allowsChunks: false where the original wants a length whatever else is said.
    /// - Throws: lengthRequired when neither a length nor chunks are announced; badRequest when it is too long.
    func requireLength(upTo limit: Int64, allowsChunks: Bool = true) throws {
        if isChunked, allowsChunks { return }
        guard let length = request.contentLength else {
            throw Fault(.lengthRequired, "Missing or invalid Content-Length header")
        }
        guard length <= limit else { throw Fault(.badRequest, "The body is longer than \(limit) bytes") }
    }
}
