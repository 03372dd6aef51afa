public import Vocabulary

/// A token that was made for a scope, and that its user's own token outlives: what `POST /v3/auth/tokens` gives.
///
/// It is good at every service, as its user's own token is. Source: openstack.md 2.2.
public struct ScopedToken: Sendable, Hashable {
    /// Names the token where the token itself must not stand: 22 characters.
    public var auditID: String
    /// What was shown to get it, and to get the one that it was got by.
    public var methods: [AuthenticationMethod]
    public var scope: TokenScope
    /// What it was got by; it ends with it, and has no other roles.
    public var credential: ApplicationCredential?
    public var issued: Timestamp
    public var expires: Timestamp

    /// What every one begins with, so that a token is looked for in the right place first.
    static let prefix = "v3."
    /// How long one is good at most.
    static let lifetime = Duration.seconds(24 * 3600)
}
