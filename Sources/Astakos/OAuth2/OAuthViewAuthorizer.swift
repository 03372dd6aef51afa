public import AstakosClient
public import Vocabulary

/// The authorization of views by Astakos in the same process.
public struct OAuthViewAuthorizer: ViewAuthorizer {
    let grants: OAuthGrantService
    let client: String

    /// - Parameter client: identifier of the object store among the OAuth clients.
    public init(_ grants: OAuthGrantService, client: String) {
        self.grants = grants
        self.client = client
    }

    public func redeem(code: String, redirectURI: String, scope: String) async throws -> String {
        let made = try await grants.redeem(code, of: client, redirectURI: redirectURI)
        guard made.scope == scope else { throw Fault.otherScope }
        return made.token
    }

    public func user(ofAccessToken token: String, path: String) async throws -> UserID? {
        try await grants.validate(token, belongsTo: path, of: client)?.holder.user.uuid
    }
}
