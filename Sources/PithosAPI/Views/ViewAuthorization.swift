public import AstakosClient
public import Vocabulary

/// How users show who they are where views have a host of their own. Source: object-storage.md 8.3.
public struct ViewAuthorization: Sendable {
    /// The host of views: `PITHOS_UNSAFE_DOMAIN`.
    public var origin: WebOrigin
    /// Identifier of the object store among Astakos' OAuth clients.
    public var client: String
    /// Where Astakos asks for consent: `…/oauth2/auth`.
    public var authorizationURL: String
    public var authorizer: any ViewAuthorizer

    public init(origin: WebOrigin, client: String, authorizationURL: String, authorizer: any ViewAuthorizer) {
        self.origin = origin
        self.client = client
        self.authorizationURL = authorizationURL
        self.authorizer = authorizer
    }
}
