import Crypto
public import Vocabulary

/// A public SSH key that a user keeps, to be put into new servers (compute.md 7.5).
public struct PublicKey: Sendable, Hashable {
    public typealias ID = Identifier<PublicKey, Int64>

    public var id: ID
    public var owner: UserID
    /// 1 to 255 characters; several keys may have the same.
    public var name: String
    /// A line of `authorized_keys`, as the user gave it. What is no key is kept too, as in the original.
    public var content: String
    /// MD5 of the key as `aa:bb:…`, or `unknown fingerprint`.
    public var fingerprint: String
}

/// Fingerprints of public keys.
enum KeyFingerprint {
    static let unknown = "unknown fingerprint"

    /// The key blob is base64 and begins with its own type, four bytes of length before it. Ours: keys of all types,
    /// the original knew RSA and DSS.
    static func of(_ content: String) -> String {
        let parts = content.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard parts.count >= 2, let blob = LenientBase64.decode(String(parts[1])), blob.count > 4 else {
            return unknown
        }
        let type = Array(parts[0].utf8)
        let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length == type.count, blob.count > 4 + length, Array(blob[4..<4 + length]) == type else { return unknown }
        return Insecure.MD5.hash(data: blob).map { Hex.encode([$0]) }.joined(separator: ":")
    }
}
