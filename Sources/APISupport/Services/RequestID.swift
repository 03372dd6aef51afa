import HTTPTypes
import Vocabulary

/// The name of a request in logs. One that comes with the request is kept, so that a call can be followed through
/// components, if it is harmless in a log.
enum RequestID {
    static func choose(_ headers: HTTPFields) -> String {
        if let sent = headers[.requestID] ?? headers[.forwardedRequestID], (1...64).contains(sent.utf8.count),
            sent.utf8.allSatisfy(isHarmless)
        {
            return sent
        }
        return Hex.encode(RandomToken.bytes(8))
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
