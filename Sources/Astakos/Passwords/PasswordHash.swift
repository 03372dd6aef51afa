/// A stored password, told by what stands before its first `$`.
///
/// Ours are `scrypt`; the others come with users of an original installation and are replaced at their next log-in.
/// Source: identity.md 7.6.
enum PasswordHash: Equatable, Sendable {
    /// `scrypt$<log2 of rounds>$<block size>$<parallelism>$<salt, base64>$<key, base64>`
    case scrypt(ScryptCost, salt: [UInt8], key: [UInt8])
    /// `sha1$<salt>$<hex>`, what 0.14 wrote; the salt may be empty.
    case sha1(salt: String, digest: [UInt8])
    /// `md5$<salt>$<hex>`, or 32 hex digits alone.
    case md5(salt: String, digest: [UInt8])
    /// `pbkdf2_sha256$<rounds>$<salt>$<base64>`
    case pbkdf2SHA256(rounds: Int, salt: String, key: [UInt8])
    /// `pbkdf2_sha1$<rounds>$<salt>$<base64>`
    case pbkdf2SHA1(rounds: Int, salt: String, key: [UInt8])
    /// `!`, or a form that we do not know: no password matches.
    case unusable

    /// What is stored for a user who has no password.
    static let unusableText = "!"

    /// Made as new ones are made, so it need not be replaced.
    func isCurrent(_ cost: ScryptCost) -> Bool {
        guard case .scrypt(let own, _, _) = self else { return false }
        return own == cost
    }
}
