import SQLAccess
public import Vocabulary

/// Log-in of programs: proofs in, a token with a scope out. Source: openstack.md 2.2, 2.3.
///
/// The user's own token stays as it is, for other programs hold it; only one that has expired is replaced.
public struct AuthenticationService: Sendable {
    let database: any Database
    let keyring: Keyring
    let tokens: TokenService
    let users: UserService
    let logins: LoginService
    let scopedTokens: ScopedTokenService
    let now: @Sendable () -> Timestamp

    /// Gives a token to whoever shows all proofs, which have to be one user's.
    ///
    /// - Parameter address: where the request comes from, to slow down guessing.
    /// - Throws: unauthorized, without a word about what was wrong but that somebody has to wait, or to agree with the terms;
    ///   badRequest without any proof.
    public func authenticate(
        _ proofs: [IdentityProof], scope: ScopeRequest, address: String?
    ) async throws -> ScopedTokenService.Issued {
        var shown: [ShownProof] = []
        for proof in proofs { shown.append(try await verify(proof, address: address)) }
        guard let user = shown.first?.user else { throw Fault(.badRequest, "auth.identity.methods is empty.") }
        guard shown.allSatisfy({ $0.user == user }) else { throw Self.refused }
        let holder = try await holder(of: user)
        let credential = shown.lazy.compactMap(\.credential).first
        return try await scopedTokens.issue(
            to: holder, for: shown, scope: try Self.scope(scope, of: holder, credential: credential))
    }

    /// Sets a new password for a user who knows the old one; whoever is logged in as this user is so no more.
    ///
    /// - Throws: badRequest; unauthorized for a wrong old one. The token in its place does not do: whoever found one must not
    ///   make himself at home.
    public func changePassword(
        of user: User, from original: Secret, to password: Secret, address: String?
    ) async throws {
        do {
            let proven = try await logins.prove(
                email: user.username, password: original.exposed, address: address)
            try await users.changePassword(password.exposed, of: user.id, proven: proven)
        } catch LoginRefusal.throttled(let wait) {
            throw LoginRefusal.throttled(wait: wait).fault
        } catch is LoginRefusal {
            throw Fault(.unauthorized, "The original password is not right.")
        }
    }

    private func verify(_ proof: IdentityProof, address: String?) async throws -> ShownProof {
        switch proof {
        case .password(let user, let password): return try await verify(user, password, address)
        case .token(let token): return try await verify(token)
        case .applicationCredential(let reference, let secret): return try await verify(reference, secret, address)
        }
    }

    private func verify(_ token: Secret) async throws -> ShownProof {
        guard let holder = try await tokens.lookup(token.exposed) else { throw Self.refused }
        try check(holder)
        let digest = keyring.digest(token.exposed, for: .userToken)
        return ShownProof(
            user: holder.user.id, basis: holder.scoped == nil ? .ownToken(digest) : .scopedToken(digest),
            methods: [.token] + (holder.scoped?.methods ?? []), credential: holder.scoped?.credential,
            expires: holder.expires)
    }

    /// The password is tried as a token first, which costs nothing.
    private func verify(_ user: UserReference, _ password: Secret, _ address: String?) async throws -> ShownProof {
        if let holder = try await tokens.lookup(password.exposed), holder.scoped == nil, user.names(holder.user) {
            try check(holder)
            let digest = keyring.digest(password.exposed, for: .userToken)
            return ShownProof(user: holder.user.id, basis: .ownToken(digest), methods: [.password])
        }
        let name: String =
            switch user {
            case .name(let name): name
            // Whoever is nobody is judged all the same, so that the answer takes as long. No address has a space.
            case .id(let id): try await database.read { try $0.users.lookup(user)?.username } ?? "id \(id)"
            }
        do {
            let proven = try await logins.prove(email: name, password: password.exposed, address: address)
            return ShownProof(user: proven.user.id, basis: .password(proven.passwordHash), methods: [.password])
        } catch let refusal as LoginRefusal {
            throw refusal.fault
        }
    }

    private func verify(
        _ reference: CredentialReference, _ secret: Secret, _ address: String?
    ) async throws -> ShownProof {
        let found = try await database.read { tx -> ApplicationCredentialStore.Found? in
            switch reference {
            case .id(let id): return try tx.applicationCredentials.lookup(id)
            case .name(let name, let user):
                guard let user = try tx.users.lookup(user) else { return nil }
                return try tx.applicationCredentials.lookup(named: name, of: user.id)
            }
        }
        let id = found?.credential.id ?? ApplicationCredential.ID("unknown")
        // From one address only: who knows an id must not be able to lock others out.
        let throttled = "credential \(id) \(address ?? "")"
        if let wait = await logins.throttle.wait(username: throttled, address: address, at: now()) {
            throw LoginRefusal.throttled(wait: wait).fault
        }
        let digest = ApplicationCredentialService.digest(secret, of: id, keyring)
        guard let found, constantTimeEqual(digest, found.secretDigest),
            found.credential.expires.map({ $0 > now() }) ?? true
        else {
            await logins.throttle.noteFailure(username: throttled, address: address, at: now())
            throw Self.refused
        }
        return ShownProof(
            user: found.user, basis: .credential(id), methods: [.applicationCredential],
            credential: found.credential, expires: found.credential.expires)
    }

    /// The user with his own token, which is replaced if it has expired: a log-in shows that it is his to have.
    private func holder(of user: User.ID) async throws -> TokenHolder {
        func read() async throws -> TokenHolder {
            guard let holder = try await database.read({ try $0.tokens.lookup(user: user) }) else { throw Self.refused }
            return holder
        }
        var holder = try await read()
        if holder.user.isActive, holder.user.tokenExpires <= now() {
            try await tokens.renewExpired(user)
            holder = try await read()
        }
        try check(holder)
        return holder
    }

    /// Terms that are not agreed with are told: there is something the user can do.
    private func check(_ holder: TokenHolder) throws {
        do {
            try holder.check(at: now())
        } catch let fault as Fault where holder.user.isActive && !holder.hasSignedTerms && holder.expires > now() {
            throw fault
        } catch is Fault {
            throw Self.refused
        }
    }

    private static func scope(
        _ request: ScopeRequest, of holder: TokenHolder, credential: ApplicationCredential?
    ) throws -> TokenScope {
        if let credential {
            // It has a project and is good for no other.
            let own = TokenScope.project(credential.project)
            guard try request == .none || scope(request, of: holder, credential: nil) == own else { throw refused }
            return own
        }
        switch request {
        case .none: return .none
        case .domain: return .domain
        case .project(let name):
            let project = holder.user.ownProject
            guard name.lowercased() == project.id.rawValue || name.lowercased() == project.name else { throw refused }
            return .project(project.id)
        }
    }

    /// The same for whatever was wrong.
    public static let refused = Fault(.unauthorized, "The request you have made requires authentication.")
}

extension LoginRefusal {
    /// Says no more than that one has to wait.
    fileprivate var fault: Fault {
        switch self {
        case .throttled(let wait):
            Fault(.unauthorized, "Too many wrong passwords. Wait \(wait.components.seconds + 1) seconds.")
        case .wrongCredentials, .inactive: AuthenticationService.refused
        }
    }
}
