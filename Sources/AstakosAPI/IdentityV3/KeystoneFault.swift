import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Faults as Keystone's clients read them. Source: openstack.md 2.8.
enum KeystoneFault {
    static func format(baseURL: String) -> FaultFormat {
        FaultFormat { fault, context in
            let status = HTTPResponse.Status(code: fault.kind.status)
            var response = Response.json(status) {
                $0.object {
                    $0.object("error") {
                        $0.field("code", status.code)
                        $0.field("title", title(of: status))
                        $0.field("message", fault.message)
                    }
                }
            }
            response.headers[.openStackRequestID] = KeystoneRequestID.text(context)
            if status == .unauthorized { response.headers[.wwwAuthenticate] = "Keystone uri=\"\(baseURL)\"" }
            return response
        }
    }

    /// The words of RFC 9110, which a status made from a number does not have.
    private static func title(of status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .conflict: "Conflict"
        case .contentTooLarge: "Request Entity Too Large"
        case .serviceUnavailable: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}

/// The name of a request as OpenStack's services give it: `req-` and mostly a uuid. Source: openstack.md 0, rule 4.
enum KeystoneRequestID {
    /// Ends in the name that our log has.
    static func text(_ context: APIContext) -> String {
        let id = context.requestID
        // One that a proxy gave stays as it is, to be found again.
        guard id.utf8.count == 16, id.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else { return "req-" + id }
        return "req-00000000-0000-0000-\(id.prefix(4))-\(id.dropFirst(4))"
    }
}

extension HTTPField.Name {
    static let openStackRequestID = HTTPField.Name.known("X-Openstack-Request-Id")
}
