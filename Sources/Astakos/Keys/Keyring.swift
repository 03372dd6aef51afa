import Crypto
import FoundationEssentials

/// The installation's secret key, split into one key a purpose, so that nothing made for one of them is of use for
/// another.
///
/// Tokens are found by a keyed digest and kept sealed beside it: whoever steals the database without the key can
/// neither use a token nor test a guess.
public struct Keyring: Sendable {
    /// What a digest is for; the same text has another digest for each.
    public enum Purpose: String, Sendable, CaseIterable {
        case userToken, componentToken, session, form, link, applicationCredential, oauthSecret, oauthCode, oauthToken
    }

    /// What has digested the purpose and waits for the secret: to begin takes longer than all that follows.
    private let digests: [Purpose: HMAC<SHA256>]
    private let digestKey: SymmetricKey
    private let sealingKey: SymmetricKey

    /// - Parameter secretKey: `SECRET_KEY` of the settings, any text. Changing it makes all stored tokens and
    ///   sessions unreadable.
    public init(secretKey: String) {
        let secret = SymmetricKey(data: Array(secretKey.utf8))
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Array("synnefo \(purpose)".utf8), outputByteCount: 32)
        }
        let digestKey = derived("digest")
        self.digestKey = digestKey
        digests = Dictionary(
            uniqueKeysWithValues: Purpose.allCases.map { ($0, Self.digest(begunFor: $0, with: digestKey)) })
        sealingKey = derived("seal")
    }

    /// 32 bytes to look a secret up by.
    public func digest(_ secret: String, for purpose: Purpose) -> [UInt8] {
        var code = digests[purpose] ?? Self.digest(begunFor: purpose, with: digestKey)
        code.update(data: Array(secret.utf8))
        return Array(code.finalize())
    }

    private static func digest(begunFor purpose: Purpose, with key: SymmetricKey) -> HMAC<SHA256> {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array(purpose.rawValue.utf8))
        code.update(data: [0])
        return code
    }

    /// True when `digest` is that of `secret`; takes the same time wherever they differ.
    public func matches(_ secret: String, digest: [UInt8], for purpose: Purpose) -> Bool {
        constantTimeEqual(self.digest(secret, for: purpose), digest)
    }

    /// The secret as it is stored: nonce, ciphertext, tag.
    func seal(_ secret: String) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(Array(secret.utf8), using: sealingKey).combined)
    }

    /// The secret that `seal` hid.
    ///
    /// - Throws: `KeyringError.unreadable` when the bytes were made with another key or are damaged.
    func open(_ sealed: [UInt8]) throws -> String {
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let clear = try? ChaChaPoly.open(box, using: sealingKey),
            let text = String(validating: clear, as: UTF8.self)
        else { throw KeyringError.unreadable }
        return text
    }
}

/// A stored secret that this installation's key does not open.
enum KeyringError: Error, CustomStringConvertible {
    case unreadable

    var description: String { "a stored secret does not open with this SECRET_KEY: was the setting changed?" }
}

/// Compares without telling by its time where the first difference is. Lengths are no secret.
func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}
