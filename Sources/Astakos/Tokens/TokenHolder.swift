public import AstakosClient
public import Vocabulary

/// The user a token belongs to, with what is needed to say whether it may be used.
public struct TokenHolder: Sendable, Hashable {
    public var user: User
    public var groups: [UserGroup]
    /// When the newest terms of use were published; nil when there are none.
    public var termsPublished: Timestamp?
    /// The token, where it is not the user's own one.
    public var scoped: ScopedToken?

    public init(user: User, groups: [UserGroup], termsPublished: Timestamp?, scoped: ScopedToken? = nil) {
        self.user = user
        self.groups = groups
        self.termsPublished = termsPublished
        self.scoped = scoped
    }

    /// When the token was made.
    public var issued: Timestamp { scoped?.issued ?? user.tokenCreated }

    /// When the token ends.
    public var expires: Timestamp { scoped?.expires ?? user.tokenExpires }

    /// What the token is for; a user's own one acts for the user's own project (openstack.md 2.2).
    public var scope: TokenScope { scoped?.scope ?? .project(user.ownProject.id) }

    /// The project of the scope; nil for a token that is for none.
    public var project: ProjectID? {
        guard case .project(let id) = scope else { return nil }
        return id
    }

    /// True when there are no terms, or the newest were signed.
    public var hasSignedTerms: Bool {
        guard let termsPublished else { return true }
        return user.termsSigned.map { $0 >= termsPublished } ?? false
    }

    /// What the other components are told.
    public var caller: Caller {
        Caller(
            uuid: user.uuid, username: user.username, email: user.email, realName: user.realName,
            groups: groups.map(\.name), tokenExpires: expires)
    }

    /// The questions of identity.md 1.5, in its order.
    ///
    /// - Throws: unauthorized.
    public func check(at time: Timestamp) throws {
        guard user.isActive else { throw Fault(.unauthorized, "User inactive") }
        guard expires > time else { throw Fault(.unauthorized, "Authentication expired") }
        guard hasSignedTerms else { throw Fault(.unauthorized, "Pending approval terms") }
    }
}
