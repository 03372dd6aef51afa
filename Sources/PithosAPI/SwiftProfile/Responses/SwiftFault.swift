import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Faults as OpenStack Swift's clients see them: a sentence, which they print, called HTML as theirs are.
enum SwiftFault {
    static let contentType = "text/html; charset=UTF-8"

    static let format = FaultFormat { fault, context in
        let status = HTTPResponse.Status(code: fault.kind.status)
        var headers = HTTPFields()
        SwiftTransaction.add(to: &headers, context)
        if status == .unauthorized { headers[.wwwAuthenticate] = challenge(context) }
        return .text(escaped(fault.message), status: status, contentType: contentType, headers: headers)
    }

    /// Whatever a sentence quotes is no markup.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// The account as it stands in the path, encoded so that it is harmless in a header.
    private static func challenge(_ context: APIContext) -> String {
        let account = PercentEncoding.decodeBytes(context.path.dropFirst().prefix { $0 != "/" })
        return "Swift realm=\"\(account.isEmpty ? "unknown" : PercentEncoding.encode(account))\""
    }
}
