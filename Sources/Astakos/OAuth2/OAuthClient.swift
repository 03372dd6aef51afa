public import Vocabulary

/// A program that may ask for a user's consent and get access tokens for it. Source: identity.md 8.9.
public struct OAuthClient: Sendable, Hashable {
    public typealias ID = Identifier<OAuthClient, Int64>

    /// Whether it can keep a secret.
    public enum Kind: String, Sendable, CaseIterable {
        /// Runs on a server, and proves with its secret who it is.
        case confidential
        /// Runs in its users' hands; who it is nobody can prove.
        case `public`
    }

    public var id: ID
    /// What requests call it: `client_id`.
    public var identifier: String
    public var kind: Kind
    /// Whether users are not asked: it belongs to the cloud.
    public var isTrusted: Bool
    public var created: Timestamp
    /// Where users may be sent back to, in the order they were added: to these addresses and to what lies below.
    public var redirectURLs: [String]

    public init(
        id: ID, identifier: String, kind: Kind, isTrusted: Bool, created: Timestamp, redirectURLs: [String]
    ) {
        self.id = id
        self.identifier = identifier
        self.kind = kind
        self.isTrusted = isTrusted
        self.created = created
        self.redirectURLs = redirectURLs
    }

    /// Whether a user may be sent to an address with a code.
    public func allows(_ redirectURI: String) -> Bool {
        guard let asked = RedirectURI(redirectURI) else { return false }
        return redirectURLs.contains { RedirectURI($0).map(asked.isBelow) ?? false }
    }
}
