public import Vocabulary

/// Lets a user see single objects on a host where nobody is logged in: the second half of OAuth's authorization code grant.
/// In process it is Astakos itself, else the HTTP client. Source: identity.md 8.9, object-storage.md 8.3.
public protocol ViewAuthorizer: Sendable {
    /// An access token for the code that Astakos sent a browser back with.
    ///
    /// - Parameter redirectURI: the very address that Astakos was asked to send it to.
    /// - Throws: `Fault(.badRequest)` for a code that is unknown, used up or made for another address; other faults when
    ///   Astakos cannot be asked.
    func redeem(code: String, redirectURI: String) async throws -> String

    /// The user who may see what lies at `path`; nil when the token is not, or no longer, good for it.
    ///
    /// - Parameter path: has to begin with the scope that Astakos was asked for.
    func user(ofAccessToken token: String, path: String) async throws -> UserID?
}
