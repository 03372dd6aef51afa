import APISupport
import Crypto
import HTTPTypes
import Vocabulary

/// The name of a request as OpenStack Swift gives it: `tx`, 21 hexadecimal digits, a dash, the time in ten.
///
/// - Source: openstack.md 7.3.
enum SwiftTransaction {
    /// Ends in the request's id of our logs, or in a digest of one that the client chose.
    static func id(_ context: APIContext) -> String {
        var digits = context.requestID
        if digits.utf8.count != 16 || !digits.utf8.allSatisfy({ Hex.value(of: $0) != nil }) {
            digits = String(Hex.encode(Array(Insecure.MD5.hash(data: Array(digits.utf8)))).prefix(16))
        }
        let seconds = String(context.received.microseconds / 1_000_000, radix: 16)
        return "tx00000\(digits.lowercased())-" + String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
    }

    static func add(to headers: inout HTTPFields, _ context: APIContext) {
        let id = id(context)
        headers[.transactionID] = id
        headers[.openStackRequestID] = id
    }
}

extension HTTPField.Name {
    static let transactionID = HTTPField.Name.known("X-Trans-Id")
    static let openStackRequestID = HTTPField.Name.known("X-Openstack-Request-Id")
    static let timestamp = HTTPField.Name.known("X-Timestamp")
}
