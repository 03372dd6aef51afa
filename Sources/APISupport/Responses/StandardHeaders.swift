import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The headers that every answer of an API has. Source: identity.md 1.3, object-storage.md 1.5, compute.md 1.8.
enum StandardHeaders {
    /// Adds those that the answer does not have.
    static func add(to response: inout Response, _ context: APIContext, now: String) {
        if response.headers[.contentType] == nil {
            response.headers[.contentType] = context.serialization.contentType
        }
        if response.headers[.vary] == nil { response.headers[.vary] = "X-Auth-Token" }
        if response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "no-cache, no-store, must-revalidate, max-age=0"
        }
        if response.headers[.expires] == nil { response.headers[.expires] = now }
        if response.headers[.lastModified] == nil { response.headers[.lastModified] = now }
    }
}
