public import AstakosClient
import SQLAccess
public import Vocabulary

/// Tells who is calling, and gives tokens out.
///
/// Source: identity.md 1.5, 7.1. A check is one indexed read, or two for a token with a scope, and asks the database each
/// time, so that a renewed or deactivated account is locked out at once, in every process.
public struct TokenService: TokenAuthenticator {
    let database: any Database
    let keyring: Keyring
    /// How long a new token of a user is good for.
    let lifetime: Duration
    let now: @Sendable () -> Timestamp

    /// The user with this token, his own or one with a scope, in whatever state; nil when there is none.
    public func lookup(_ token: String) async throws -> TokenHolder? {
        // Longer than any token: do not spend a digest on it.
        guard token.utf8.count <= 256 else { return nil }
        let digest = keyring.digest(token, for: .userToken)
        let isScoped = token.utf8.starts(with: ScopedToken.prefix.utf8)
        // Every request to any service comes by here.
        if let found = database.glance({ try Self.lookup(digest, isScoped: isScoped, $0) }) { return found }
        return try await database.read { try Self.lookup(digest, isScoped: isScoped, $0) }
    }

    /// A token that begins as those with a scope do may still be one that a user brought along.
    private static func lookup(_ digest: [UInt8], isScoped: Bool, _ tx: Transaction) throws -> TokenHolder? {
        if isScoped, let holder = try tx.scopedTokens.lookup(digest: digest) { return holder }
        return try tx.tokens.lookup(digest: digest)
    }

    /// The user with this token, who may use it.
    ///
    /// - Throws: unauthorized, in the order of identity.md 1.5.
    public func find(_ token: String) async throws -> TokenHolder {
        guard let holder = try await lookup(token) else { throw Fault(.unauthorized, "Invalid X-Auth-Token") }
        try holder.check(at: now())
        return holder
    }

    public func authenticate(token: String) async throws -> Caller {
        try await find(token).caller
    }

    /// The token of a user, to be shown to that user and nobody else.
    ///
    /// - Throws: itemNotFound.
    public func reveal(_ id: User.ID) async throws -> String {
        guard let sealed = try await database.read({ try $0.users.sealedToken(of: id) }) else {
            throw Fault(.itemNotFound, "Unknown user with id '\(id)'")
        }
        return try keyring.open(sealed)
    }

    /// Gives a user a new token; the old one is dead at once, and so is what was got by it, by the password or by application
    /// credentials, and what OAuth clients were granted.
    ///
    /// - Parameter endingSessions: the user's web sessions end too.
    public func renew(_ id: User.ID, endingSessions: Bool = false) async throws -> String {
        let token = RandomToken.text()
        _ = try await set(token, of: id, endingSessions: endingSessions) { _, _, _ in true }
        return token
    }

    /// Gives a new token to who is logged in with a browser, and ends all of his sessions; nil when the one with this cookie
    /// has ended, as when the password was changed meanwhile.
    public func renew(_ id: User.ID, ofSession cookie: String) async throws -> String? {
        let token = RandomToken.text()
        let digest = keyring.digest(cookie, for: .session)
        let isDone = try await set(token, of: id, endingSessions: true) { tx, user, time in
            try tx.sessions.user(digest: digest, at: time) == user.id
        }
        return isDone ? token : nil
    }

    /// Gives a user a new token where the old one has expired. Of many who find that at once the first one does it.
    func renewExpired(_ id: User.ID, endingSessions: Bool = false) async throws {
        _ = try await set(RandomToken.text(), of: id, endingSessions: endingSessions) { _, user, time in
            user.tokenExpires <= time
        }
    }

    private func set(
        _ token: String, of id: User.ID, endingSessions: Bool,
        if isDue: @escaping @Sendable (Transaction, User, Timestamp) throws -> Bool
    ) async throws -> Bool {
        let time = now()
        let stored = try StoredToken(
            token, for: .userToken, keyring: keyring, created: time, expires: time + lifetime)
        return try await database.write { tx in
            guard try isDue(tx, try tx.users.find(id, locking: true), time) else { return false }
            try tx.tokens.set(stored, of: id, at: time)
            try tx.scopedTokens.deleteAll(of: id)
            try tx.oauthGrants.deleteAll(of: id)
            if endingSessions { try tx.sessions.deleteAll(of: id) }
            return true
        }
    }
}
