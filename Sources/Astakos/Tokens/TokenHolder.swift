public import AstakosClient
public import Vocabulary

/// The user a token belongs to, with what is needed to say whether it may be used.
public struct TokenHolder: Sendable, Hashable {
    public var user: User
    public var groups: [UserGroup]
    /// When the newest terms of use were published; nil when there are none.
    public var termsPublished: Timestamp?

    public init(user: User, groups: [UserGroup], termsPublished: Timestamp?) {
        self.user = user
        self.groups = groups
        self.termsPublished = termsPublished
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
            groups: groups.map(\.name), tokenExpires: user.tokenExpires)
    }

    /// The questions of identity.md 1.5, in its order.
    ///
    /// - Throws: unauthorized.
    public func check(at time: Timestamp) throws {
        guard user.isActive else { throw Fault(.unauthorized, "User inactive") }
        guard user.tokenExpires > time else { throw Fault(.unauthorized, "Authentication expired") }
        guard hasSignedTerms else { throw Fault(.unauthorized, "Pending approval terms") }
    }
}
