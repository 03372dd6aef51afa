import SQLAccess
public import Vocabulary

/// Why a log-in failed. The page says it; nothing else tells whether an account exists.
public enum LoginRefusal: Error, Sendable, Hashable {
    /// No such account, or not this password.
    case wrongCredentials
    /// The right password of an account that may not be used (yet).
    case inactive(UserState)
    /// Too many wrong passwords; not even looked at.
    case throttled(wait: Duration)
}

/// A log-in that succeeded.
public struct Login: Sendable {
    public var user: User
    public var session: SessionService.Opened
}

/// Log-in with a password. Source: identity.md 3.6.
public struct LoginService: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let tokens: TokenService
    let sessions: SessionService
    let throttle: LoginThrottle
    let now: @Sendable () -> Timestamp

    /// Checks a password and begins a session.
    ///
    /// A token that has expired is replaced; a valid one stays. A password that an older release hashed is hashed anew.
    /// - Parameters:
    ///   - email: in any letter case.
    ///   - address: where the request comes from, to slow down guessing.
    /// - Throws: `LoginRefusal`; serviceUnavailable when too many are logging in.
    public func login(email: String, password: String, address: String?) async throws -> Login {
        let proven = try await prove(email: email, password: password, address: address)
        let user = proven.user
        if user.tokenExpires <= now() { try await tokens.renewExpired(user.id, endingSessions: true) }
        let current = try await database.read { try $0.users.find(user.id) }
        return Login(user: current, session: try await sessions.open(current) { try proven.holds($0) })
    }

    /// A user, and the stored form of the password that was right.
    struct Proven: Sendable {
        var user: User
        var passwordHash: String

        /// Whether it still is. Whoever changed it while it was hashed wants nobody in who knew the old one.
        func holds(_ tx: Transaction) throws -> Bool {
            try tx.users.passwordHash(of: user.id) == passwordHash
        }
    }

    /// The user with this address and password, who may log in.
    ///
    /// - Throws: as `login`.
    func prove(email: String, password: String, address: String?) async throws -> Proven {
        // Longer than any address: nobody's, and not to be remembered.
        let username = email.utf8.count <= 320 ? email.lowercased() : ""
        if let wait = await throttle.begin(username: username, address: address, now: now) {
            throw LoginRefusal.throttled(wait: wait)
        }
        do {
            let proven = try await judge(username, password, address)
            await throttle.end(username: username)
            return proven
        } catch {
            await throttle.end(username: username)
            throw error
        }
    }

    private func judge(_ username: String, _ password: String, _ address: String?) async throws -> Proven {
        let found = try await database.read { tx -> (User, String)? in
            guard let user = try tx.users.lookup(email: username), let hash = try tx.users.passwordHash(of: user.id)
            else { return nil }
            return (user, hash)
        }
        let (user, hash) = (found?.0, found?.1 ?? PasswordHash.unusableText)
        // An unknown account costs as much time as a known one.
        let isRight = password.utf8.count <= 1024 ? try await hasher.verify(password, against: hash) : false
        guard let user, isRight else {
            await throttle.noteFailure(username: username, address: address, at: now())
            throw LoginRefusal.wrongCredentials
        }
        await throttle.noteSuccess(username: username)
        guard user.isActive else { throw LoginRefusal.inactive(user.state) }
        return Proven(user: user, passwordHash: try await upgrade(hash, of: user.id, password: password))
    }

    /// True when this is the user's password. For pages that ask for it again.
    public func isPassword(_ password: String, of id: User.ID) async throws -> Bool {
        let hash = try await database.read { try $0.users.passwordHash(of: id) }
        return try await hasher.verify(password, against: hash ?? PasswordHash.unusableText)
    }

    /// Hashes anew what an older release hashed; the stored form that the password has now.
    ///
    /// - Throws: `LoginRefusal.wrongCredentials` when the user has changed it meanwhile.
    private func upgrade(_ hash: String, of id: User.ID, password: String) async throws -> String {
        guard !PasswordHash(text: hash).isCurrent(hasher.cost) else { return hash }
        let renewed = try await hasher.hash(password)
        let isStored = try await database.write {
            try $0.run("UPDATE users SET password = \(renewed) WHERE id = \(id) AND password = \(hash)") > 0
        }
        if isStored { return renewed }
        // Another log-in was first, or the user has changed it.
        let stored = try await database.read { try $0.users.passwordHash(of: id) } ?? PasswordHash.unusableText
        guard try await hasher.verify(password, against: stored) else { throw LoginRefusal.wrongCredentials }
        return stored
    }
}
