import SQLAccess
public import Vocabulary

/// Accounts: made, found, changed. What happens to them on the way from sign-up to use is in `UserService+Life`.
public struct UserService: Sendable {
    let database: any Database
    let keyring: Keyring
    let hasher: PasswordHasher
    let tokens: TokenService
    let rules: UserRules
    let now: @Sendable () -> Timestamp

    /// Makes an account that is neither verified nor active.
    ///
    /// - Throws: badRequest naming the field; conflict when the e-mail address is taken.
    public func create(_ new: NewUser) async throws -> User {
        try new.validate()
        for group in new.groups { try GroupService.validate(group) }
        var password = PasswordHash.unusableText
        if let text = new.password { password = try await hasher.hash(text) }
        let time = now()
        let token = try StoredToken(
            new.token ?? RandomToken.text(), for: .userToken, keyring: keyring, created: time,
            expires: new.tokenExpires ?? time + tokens.lifetime)
        let insertion = UserStore.Insertion(
            uuid: new.uuid ?? UserID(UUIDText.random()), user: new, password: password, token: token,
            level: rules.defaultLevel, time: time)
        return try await database.write { tx in
            let id = try tx.users.insert(insertion)
            try tx.providers.add(module: "local", to: id, at: time)
            for group in new.groups { try tx.groups.add(id, to: try tx.groups.ensure(group).id) }
            for permission in new.permissions { _ = try tx.groups.addPermission(permission, to: id) }
            return try tx.users.find(id)
        }
    }

    /// - Throws: itemNotFound.
    public func find(_ id: User.ID) async throws -> User {
        try await database.read { try $0.users.find(id) }
    }

    public func lookup(_ id: User.ID) async throws -> User? {
        try await database.read { try $0.users.lookup(id) }
    }

    public func lookup(uuid: UserID) async throws -> User? {
        try await database.read { try $0.users.lookup(uuid: uuid) }
    }

    /// By e-mail address, in any letter case.
    public func lookup(email: String) async throws -> User? {
        try await database.read { try $0.users.lookup(email: email) }
    }

    /// Up to `page.limit` users after `page.marker`, by id.
    public func list(_ filter: UserFilter = UserFilter(), page: Page<User.ID>) async throws -> [User] {
        try await database.read { try $0.users.list(filter, page: page) }
    }

    /// Every user that matches, by id; read in pages, so a user made meanwhile may be among them or not.
    public func listAll(_ filter: UserFilter = UserFilter()) async throws -> [User] {
        var users: [User] = []
        while true {
            let page = try await list(filter, page: Page(marker: users.last?.id, limit: 1000))
            users += page
            if page.count < 1000 { return users }
        }
    }

    /// How each of these users may log in.
    public func providers(of users: [User.ID]) async throws -> [User.ID: [AuthProvider]] {
        try await database.read { try $0.providers.list(of: users) }
    }

    // MARK: Changes

    public func setAdmin(_ isAdmin: Bool, of id: User.ID) async throws {
        try await update(id, "is_superuser = \(isAdmin)")
    }

    public func setLevel(_ level: Int, of id: User.ID) async throws {
        guard level >= 0 else { throw Fault(.badRequest, "The level is negative.") }
        try await update(id, "level = \(level)")
    }

    public func setInvitations(_ count: Int, of id: User.ID) async throws {
        guard count >= 0 else { throw Fault(.badRequest, "The number of invitations is negative.") }
        try await update(id, "invitations = \(count)")
    }

    /// Sets the login password; the token stays, and what was got by the old password ends: sessions, tokens with a scope,
    /// what OAuth clients were granted.
    ///
    /// - Throws: badRequest.
    public func setPassword(_ password: String, of id: User.ID) async throws {
        try Password.validate(password)
        let hash = try await hasher.hash(password)
        let time = now()
        try await database.write { tx in
            try tx.users.update(id, at: time, "password = \(hash)")
            try tx.scopedTokens.deleteAll(of: id)
            try tx.oauthGrants.deleteAll(of: id)
            try tx.sessions.deleteAll(of: id)
        }
    }

    /// Sets a password that the user has chosen: whoever knew the old one is out. The web sessions end, and so does the token,
    /// unless the settings say otherwise (identity.md 3.9).
    ///
    /// - Parameter proven: that the user knows the old one.
    /// - Throws: badRequest; `LoginRefusal.wrongCredentials` when the old one is so no more.
    func changePassword(_ password: String, of id: User.ID, proven: LoginService.Proven) async throws {
        try Password.validate(password)
        let hash = try await hasher.hash(password)
        let time = now()
        let token = try StoredToken(
            RandomToken.text(), for: .userToken, keyring: keyring, created: time, expires: time + tokens.lifetime)
        let renewsToken = rules.newPasswordRenewsToken
        try await database.write { tx in
            _ = try tx.users.find(id, locking: true)
            guard try proven.holds(tx) else { throw LoginRefusal.wrongCredentials }
            try tx.users.update(id, at: time, "password = \(hash)")
            if renewsToken { try tx.tokens.set(token, of: id, at: time) }
            try tx.scopedTokens.deleteAll(of: id)
            try tx.oauthGrants.deleteAll(of: id)
            try tx.sessions.deleteAll(of: id)
        }
    }

    /// Sets a password made up here, and returns it.
    public func renewPassword(of id: User.ID) async throws -> String {
        let password = GeneratedPassword.text()
        try await setPassword(password, of: id)
        return password
    }

    private func update(_ id: User.ID, _ assignment: SQL) async throws {
        let time = now()
        try await database.write { try $0.users.update(id, at: time, assignment) }
    }
}
