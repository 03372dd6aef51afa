import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// How OAuth's endpoints answer what goes wrong, and what all their answers say. Source: identity.md 8.9.
enum OAuthFaults {
    /// `{"error": "generic_error", "exception": "…"}`
    static let format = FaultFormat { fault, _ in
        var response = Response.json(HTTPResponse.Status(code: fault.kind.status)) { json in
            json.object {
                $0.field("error", "generic_error")
                $0.field("exception", fault.message)
            }
        }
        harden(&response)
        return response
    }

    /// Codes and tokens stay out of caches, and out of what a browser tells the next page of this one's address.
    static func harden(_ response: inout Response) {
        response.headers[.cacheControl] = "no-store"
        response.headers[.referrerPolicy] = "no-referrer"
    }
}
