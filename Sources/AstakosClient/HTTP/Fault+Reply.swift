import HTTPClient
import Vocabulary

extension Fault {
    /// The fault that an answer of Astakos holds: `{"overLimit": {"code": 413, "message": …, "data": …}}`.
    ///
    /// Source: identity.md 1.4. An answer without one, for instance a proxy's, only has its status.
    init(_ reply: HTTPReply) {
        let body = (try? JSONValue(parsing: reply.body))?.objectValue?.first?.value
        self.init(
            Kind(status: reply.status),
            body?["message"]?.stringValue ?? "The identity service answered \(reply.status).",
            details: body?["details"]?.stringValue ?? "", data: body?["data"].map { JSONWriter.text($0) })
    }
}

extension Fault.Kind {
    /// The kinds that Astakos uses; another status is passed on.
    fileprivate init(status: Int) {
        switch status {
        case 400: self = .badRequest
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .itemNotFound
        case 409: self = .conflict
        case 413: self = .overLimit
        default: self = .relayed(status: status)
        }
    }
}
