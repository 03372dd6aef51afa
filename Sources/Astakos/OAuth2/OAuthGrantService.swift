import SQLAccess
public import Vocabulary

/// The authorization code grant: a user's consent becomes a code, a client turns the code into an access token, and whoever
/// is shown the token asks what it is good for.
///
/// Codes work once. Codes and access tokens end with the user's own token and with the account, and are worth nothing while
/// terms of use are unsigned. Source: identity.md 8.9, 7.1.
public struct OAuthGrantService: Sendable {
    let database: any Database
    let keyring: Keyring
    /// Of an access token: `OAUTH2_TOKEN_EXPIRES`.
    let tokenLifetime: Duration
    let now: @Sendable () -> Timestamp

    /// How long a code may take from the user's browser to the client.
    static let codeLifetime: Duration = .seconds(60)
    /// Codes that a user has at once, at most: the oldest give way. A browser that opens many pages of pictures has as many
    /// under way.
    static let codesMax = 100
    /// Bytes of a scope; those that are addresses are the longest.
    static let scopeLengthMax = RedirectURI.lengthMax

    /// A code of 60 characters for a client, to be sent to `redirectURI`.
    ///
    /// - Parameter scope: what the access token will be good for: all that begins with it.
    /// - Throws: badRequest for an address that the client may not be reached at, or a scope that is too long.
    public func authorize(
        _ client: OAuthClient, redirectURI: String, scope: String, user: User.ID
    ) async throws -> String {
        guard client.allows(redirectURI) else {
            throw Fault(.badRequest, "redirect_uri is none of the client's addresses.")
        }
        guard scope.utf8.count <= Self.scopeLengthMax else {
            throw Fault(.badRequest, "scope has more than \(Self.scopeLengthMax) bytes.")
        }
        let code = RandomToken.text(bytes: 45)
        let digest = keyring.digest(code, for: .oauthCode)
        let time = now()
        let grant = OAuthGrantStore.Grant(
            client: client.id, user: user, scope: scope, expires: time + Self.codeLifetime)
        try await database.write { tx in
            // Locked first, as by whoever ends all that was granted.
            _ = try tx.users.find(user, locking: true)
            try tx.oauthGrants.makeRoom(for: user, most: Self.codesMax, at: time)
            try tx.oauthGrants.insert(code: digest, grant, redirectURI: redirectURI, created: time)
        }
        return code
    }

    /// An access token for a code, which is used up.
    ///
    /// - Parameters:
    ///   - identifier: of the client that the code was made for.
    ///   - secret: what the client shows; one that can keep none shows none.
    ///   - redirectURI: the very one that the code was sent to.
    /// - Throws: badRequest.
    public func redeem(
        _ code: String, of identifier: String, secret: String?, redirectURI: String
    ) async throws -> OAuthAccessToken {
        try await redeem(code, of: identifier, redirectURI: redirectURI) { client, digest in
            switch client.kind {
            case .public: true
            case .confidential: digest.map { keyring.matches(secret ?? "", digest: $0, for: .oauthSecret) } ?? false
            }
        }
    }

    /// The same for a part of this process, which has to prove nothing.
    func redeem(_ code: String, of identifier: String, redirectURI: String) async throws -> OAuthAccessToken {
        try await redeem(code, of: identifier, redirectURI: redirectURI) { _, _ in true }
    }

    private func redeem(
        _ code: String, of identifier: String, redirectURI: String,
        if isProven: @escaping @Sendable (OAuthClient, [UInt8]?) -> Bool
    ) async throws -> OAuthAccessToken {
        // Longer than any: do not spend a digest on it.
        guard code.utf8.count <= 256, identifier.utf8.count <= 1024 else { throw Self.invalidCode }
        // Three bytes are four characters.
        let token = String(RandomToken.text(bytes: 24).prefix(Self.tokenLength))
        let digests = (
            code: keyring.digest(code, for: .oauthCode), token: keyring.digest(token, for: .oauthToken)
        )
        let time = now()
        let scope = try await database.write { tx -> String? in
            guard let client = try tx.oauthClients.lookup(identifier: identifier),
                isProven(client, try tx.oauthClients.secretDigest(of: client.id))
            else { throw Fault(.badRequest, "The client is unknown, or its secret is wrong.") }
            guard let taken = try tx.oauthGrants.take(code: digests.code, of: client.id) else { return nil }
            // Nothing is thrown from here on: a code that was shown in vain is used up too.
            guard taken.grant.expires > time, taken.redirectURI == redirectURI else { return nil }
            var grant = taken.grant
            grant.expires = time + tokenLifetime
            try tx.oauthGrants.insert(token: digests.token, grant, created: time)
            return grant.scope
        }
        guard let scope else { throw Self.invalidCode }
        return OAuthAccessToken(token: token, lifetime: tokenLifetime, scope: scope)
    }

    /// What an access token stands for; nil for one that is unknown, has expired, is of a user who may not act now, or is
    /// not good for `place`, which has to begin with its scope.
    ///
    /// - Parameter client: whom it has to be granted to; nil for anybody.
    public func validate(
        _ token: String, belongsTo place: String, of client: String? = nil
    ) async throws -> OAuthAccess? {
        guard token.utf8.count <= 256 else { return nil }
        let digest = keyring.digest(token, for: .oauthToken)
        let found = try await database.read { tx -> (OAuthGrantStore.Grant, TokenHolder?)? in
            guard let grant = try tx.oauthGrants.lookup(token: digest) else { return nil }
            if let client, try tx.oauthClients.lookup(grant.client)?.identifier != client { return nil }
            return (grant, try tx.tokens.lookup(user: grant.user))
        }
        guard let (grant, holder) = found else { return nil }
        guard grant.expires > now() else {
            try await database.write { try $0.oauthGrants.delete(token: digest) }
            return nil
        }
        guard let holder, holder.user.isActive, holder.hasSignedTerms, place.utf8.starts(with: grant.scope.utf8) else {
            return nil
        }
        return OAuthAccess(holder: holder, expires: grant.expires)
    }

    /// Throws away what has ended by itself. Safe to run at any time; returns how many there were.
    @discardableResult
    public func deleteExpired() async throws -> Int {
        let time = now()
        return try await database.write { try $0.oauthGrants.deleteExpired(at: time) }
    }

    private static let tokenLength = 30

    private static let invalidCode = Fault(
        .badRequest, "The code is unknown, has been used or has expired, or was made for another redirect_uri.")
}
