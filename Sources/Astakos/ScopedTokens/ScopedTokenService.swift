import SQLAccess
public import Vocabulary

/// Makes and ends tokens that have a scope. Source: openstack.md 2.2.
public struct ScopedTokenService: Sendable {
    let database: any Database
    let keyring: Keyring
    let tokens: TokenService
    let now: @Sendable () -> Timestamp

    /// As many as a user may have at once; the oldest give way. Programs that log in for each of their calls have as many as
    /// they make calls in a day.
    static let countMax = 1000

    /// A token that has just been made.
    public struct Issued: Sendable {
        /// 46 characters, to be shown once.
        public var token: Secret
        public var holder: TokenHolder
    }

    /// Gives a token to somebody who has shown who they are. It does not outlive the user's own token, nor anything that was
    /// shown.
    ///
    /// - Throws: unauthorized when something that was shown does not hold any more.
    func issue(to holder: TokenHolder, for shown: [ShownProof], scope: TokenScope) async throws -> Issued {
        let text = ScopedToken.prefix + RandomToken.text()
        let digest = keyring.digest(text, for: .userToken)
        let time = now()
        let ends = [holder.user.tokenExpires] + shown.compactMap(\.expires)
        var methods: [AuthenticationMethod] = []
        for method in shown.flatMap(\.methods) where !methods.contains(method) { methods.append(method) }
        let token = ScopedToken(
            auditID: RandomToken.text(bytes: 16), methods: methods, scope: scope,
            credential: shown.lazy.compactMap(\.credential).first, issued: time,
            expires: ends.reduce(time + ScopedToken.lifetime, min))
        let user = holder.user.id
        try await database.write { tx in
            guard try tx.users.lookup(user, locking: true)?.isActive == true,
                try shown.allSatisfy({ try $0.holds(tx) })
            else { throw AuthenticationService.refused }
            try tx.scopedTokens.makeRoom(for: user, most: Self.countMax)
            try tx.scopedTokens.insert(token, digest: digest, of: user)
        }
        var holder = holder
        holder.scoped = token
        return Issued(token: Secret(text), holder: holder)
    }

    /// Ends a token. A user's own one is replaced by another, so that all that was got by it ends, too.
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
