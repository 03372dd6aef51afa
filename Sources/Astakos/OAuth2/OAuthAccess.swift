public import Vocabulary

/// An access token that has just been made: this is the only time that it is seen.
public struct OAuthAccessToken: Sendable {
    /// 30 characters of the URL-safe base64 alphabet.
    public var token: String
    /// How long it is good for.
    public var lifetime: Duration
    /// What it is good for: all that begins with it.
    public var scope: String
}

/// What a good access token stands for.
public struct OAuthAccess: Sendable, Hashable {
    /// The user who granted it.
    public var holder: TokenHolder
    /// When the access token ends.
    public var expires: Timestamp
}
