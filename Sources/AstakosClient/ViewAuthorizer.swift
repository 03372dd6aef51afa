public import Vocabulary

/// Lets a user see single objects on a host where nobody is logged in: the second half of OAuth's authorization code grant.
/// In process it is Astakos itself, else the HTTP client. Source: identity.md 8.9, object-storage.md 8.3.
public protocol ViewAuthorizer: Sendable {
    /// An access token for the code that Astakos sent a browser back with.
    ///
    /// - Parameters:
    ///   - redirectURI: the very address that Astakos was asked to send it to.
    ///   - scope: the very scope that it has to be good for. Anybody may have sent the browser to Astakos with a wider one.
    /// - Throws: `Fault(.badRequest)` for a code that is unknown, used up or made for another address or scope; other faults
    ///   when Astakos cannot be asked.
    func redeem(code: String, redirectURI: String, scope: String) async throws -> String

    /// The user who may see what lies at `path`; nil when the token is not, or no longer, good for it.
    ///
    /// In process a token has to be the object store's own; over HTTP Astakos tells nobody whose it is, and `redeem` has seen to
    /// it.
    ///
    /// - Parameter path: has to begin with the scope that Astakos was asked for.
    func user(ofAccessToken token: String, path: String) async throws -> UserID?
}

extension Fault {
    /// What a code is worth that was made for another scope.
    public static let otherScope = Fault(.badRequest, "The code was made for another scope.")
}
