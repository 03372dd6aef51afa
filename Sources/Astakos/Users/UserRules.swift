/// What the settings say about accounts.
struct UserRules: Sendable {
    /// `ASTAKOS_MODERATION_ENABLED`
    var isModerated: Bool
    /// `ASTAKOS_RE_USER_EMAIL_PATTERNS`, matched from the start of the address on.
    var acceptedEmailPatterns: [String]
    /// `ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN`
    var newPasswordRenewsToken: Bool
    /// `ASTAKOS_DEFAULT_USER_LEVEL`
    var defaultLevel: Int

    /// Why this address is accepted without anybody looking at it; nil when somebody has to.
    ///
    /// Source: identity.md 3.2, "moderation decision".
    func acceptance(of email: String) throws -> AcceptancePolicy? {
        if !isModerated { return .autoModeration }
        for pattern in acceptedEmailPatterns where try email.prefixMatch(of: Regex(pattern)) != nil { return .email }
        return nil
    }
}
