import SQLAccess
public import Vocabulary

/// Web sessions: an opaque text in the browser's cookie, its digest here.
///
/// A session ends with the token that was good when it began, and it is worth nothing while its user is inactive.
/// Source: identity.md 1.6, 7.5.
public struct SessionService: Sendable {
    let database: any Database
    let keyring: Keyring
    let now: @Sendable () -> Timestamp

    /// A session that has just begun: what to put into the cookie, and until when; and the user's token at that moment.
    public struct Opened: Sendable {
        public var cookie: String
        public var expires: Timestamp
        public var token: String
    }

    /// Begins a session for a user who has just proved who they are.
    public func open(_ user: User) async throws -> Opened {
        try await open(user) { _ in true }
    }

    /// Begins a session for a user who has just been given this token.
    ///
    /// - Throws: `LoginRefusal.wrongCredentials` when the user has another one by now.
    public func open(_ user: User, with token: String) async throws -> Opened {
        let digest = keyring.digest(token, for: .userToken)
        return try await open(user) { try $0.tokens.digest(of: user.id) == digest }
    }

    /// - Throws: `LoginRefusal.wrongCredentials` when what was shown does not hold any more.
    func open(_ user: User, if holds: @escaping @Sendable (Transaction) throws -> Bool) async throws -> Opened {
        let cookie = RandomToken.text()
        let digest = keyring.digest(cookie, for: .session)
        let time = now()
        let sealed = try await database.write { tx in
            // Locked: who changes the password ends this session, or is seen here.
            _ = try tx.users.find(user.id, locking: true)
            guard try holds(tx), let sealed = try tx.users.sealedToken(of: user.id) else {
                throw LoginRefusal.wrongCredentials
            }
            try tx.sessions.insert(digest: digest, user: user.id, created: time, expires: user.tokenExpires)
            try tx.users.update(user.id, at: time, "last_login = \(time)")
            return sealed
        }
        return Opened(cookie: cookie, expires: user.tokenExpires, token: try keyring.open(sealed))
    }

    /// Who a cookie belongs to; nil for one that is unknown, has ended, or is of an inactive user.
    public func lookup(_ cookie: String) async throws -> TokenHolder? {
        guard cookie.utf8.count <= 256 else { return nil }
        let digest = keyring.digest(cookie, for: .session)
        let time = now()
        return try await database.read { tx in
            guard let id = try tx.sessions.user(digest: digest, at: time), let holder = try tx.tokens.lookup(user: id),
                holder.user.isActive
            else { return nil }
            return holder
        }
    }

    /// Ends a session.
    public func close(_ cookie: String) async throws {
        let digest = keyring.digest(cookie, for: .session)
        try await database.write { try $0.sessions.delete(digest: digest) }
    }

    /// Ends all sessions of a user but, where given, the one with this cookie.
    public func closeAll(of user: User.ID, except cookie: String? = nil) async throws {
        let digest = cookie.map { keyring.digest($0, for: .session) }
        try await database.write { try $0.sessions.deleteAll(of: user, except: digest) }
    }

    /// Throws away what has ended by itself. Safe to run at any time; returns how many there were.
    @discardableResult
    public func deleteExpired() async throws -> Int {
        let time = now()
        return try await database.write { try $0.sessions.deleteExpired(at: time) }
    }
}
