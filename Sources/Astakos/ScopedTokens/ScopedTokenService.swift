import SQLAccess
import Vocabulary

/// Makes and ends tokens that have a scope. Source: openstack.md 2.2.
public struct ScopedTokenService: Sendable {
    let database: any Database
    let keyring: Keyring
    let tokens: TokenService
    let now: @Sendable () -> Timestamp

    /// A token that has just been made.
    public struct Issued: Sendable {
        /// 46 characters, to be shown once.
        public var text: String
        public var holder: TokenHolder
    }

    /// Gives a token to somebody who has shown who they are. It does not outlive the user's own token, the credential, or
    /// the token that it is got by.
    ///
    /// - Parameter source: what the user has shown already: where a token was shown, that one.
    func issue(
        to holder: TokenHolder, methods: [AuthenticationMethod], scope: TokenScope,
        credential: ApplicationCredential?, noLaterThan source: Timestamp?
    ) async throws -> Issued {
        let text = ScopedToken.prefix + RandomToken.text()
        let digest = keyring.digest(text, for: .userToken)
        let time = now()
        let bounds = [time + ScopedToken.lifetime, holder.user.tokenExpires, credential?.expires, source]
        let token = ScopedToken(
            auditID: RandomToken.text(bytes: 16), methods: methods, scope: scope, credential: credential,
            issued: time, expires: bounds.compactMap { $0 }.min() ?? time)
        try await database.write { try $0.scopedTokens.insert(token, digest: digest, of: holder.user.id) }
        var holder = holder
        holder.scoped = token
        return Issued(text: text, holder: holder)
    }

    /// Ends a token. A user's own one is replaced, which no one but the user can find out.
    ///
    /// - Parameter holder: of the token.
    public func revoke(_ token: String, of holder: TokenHolder) async throws {
        guard holder.scoped != nil else {
            _ = try await tokens.renew(holder.user.id)
            return
        }
        let digest = keyring.digest(token, for: .userToken)
        try await database.write { try $0.scopedTokens.delete(digest: digest) }
    }

    /// Throws away what has ended by itself. Safe to run at any time; returns how many there were.
    @discardableResult
    public func deleteExpired() async throws -> Int {
        let time = now()
        return try await database.write { try $0.scopedTokens.deleteExpired(at: time) }
    }
}
