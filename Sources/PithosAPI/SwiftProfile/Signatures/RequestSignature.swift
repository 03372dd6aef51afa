import Crypto
import FoundationEssentials
import Vocabulary

/// A keyed digest of a request, as signed addresses and forms carry it: hexadecimal digits, whose number tells the
/// algorithm, or `algorithm:` and base64 of either alphabet, padded or not.
///
/// - Source: openstack.md 7.4.
struct RequestSignature: Sendable {
    enum Algorithm: String, Sendable, CaseIterable {
        case sha1, sha256, sha512

        var byteCount: Int {
            switch self {
            case .sha1: Insecure.SHA1Digest.byteCount
            case .sha256: SHA256.byteCount
            case .sha512: SHA512.byteCount
            }
        }
    }

    private let algorithm: Algorithm
    private let bytes: [UInt8]

    /// Nil for what is no signature.
    init?(_ text: String) {
        let halves = text.split(separator: ":", maxSplits: 1)
        if halves.count == 2 {
            guard let algorithm = Algorithm(rawValue: halves[0].lowercased()) else { return nil }
            var digits = String(halves[1].replacing("-", with: "+").replacing("_", with: "/"))
            while digits.utf8.count % 4 != 0 { digits += "=" }
            guard let data = Data(base64Encoded: digits) else { return nil }
            self.algorithm = algorithm
            bytes = Array(data)
        } else {
            guard let bytes = Hex.decode(text),
                let algorithm = Algorithm.allCases.first(where: { $0.byteCount == bytes.count })
            else { return nil }
            self.algorithm = algorithm
            self.bytes = bytes
        }
    }

    /// Whether this signs the text with the key; takes the same time whatever the answer.
    func signs(_ text: String, key: String) -> Bool {
        let key = SymmetricKey(data: Array(key.utf8))
        let data = Array(text.utf8)
        return switch algorithm {
        case .sha1: HMAC<Insecure.SHA1>.isValidAuthenticationCode(bytes, authenticating: data, using: key)
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: data, using: key)
        case .sha512: HMAC<SHA512>.isValidAuthenticationCode(bytes, authenticating: data, using: key)
        }
    }
}
