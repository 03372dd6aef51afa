import Vocabulary

/// A token as it lies in a table: found by its digest, shown again by opening the seal.
struct StoredToken: Sendable {
    var digest: [UInt8]
    var sealed: [UInt8]
    var created: Timestamp
    /// Nil for components' tokens, which do not expire.
    var expires: Timestamp?

    init(
        _ token: String, for purpose: Keyring.Purpose, keyring: Keyring, created: Timestamp, expires: Timestamp?
    ) throws {
        digest = keyring.digest(token, for: purpose)
        sealed = try keyring.seal(token)
        self.created = created
        self.expires = expires
    }
}
