public import Vocabulary

/// How a user is named where somebody logs in.
public enum UserReference: Sendable, Hashable {
    case id(UserID)
    /// E-mail address, in any letter case.
    case name(String)

    func names(_ user: User) -> Bool {
        switch self {
        case .id(let id): user.uuid == id
        case .name(let name): user.username == name.lowercased()
        }
    }
}

/// What somebody shows to say who he is. Source: openstack.md 2.3.
public enum IdentityProof: Sendable {
    /// The password to log in with, or the user's own token in its place.
    case password(UserReference, Secret)
    /// A token of any kind.
    case token(Secret)
    case applicationCredential(CredentialReference, Secret)
}

/// How an application credential is named.
public enum CredentialReference: Sendable, Hashable {
    case id(ApplicationCredential.ID)
    case name(String, UserReference)
}

/// Which scope a token is asked for.
public enum ScopeRequest: Sendable, Hashable {
    case none
    case domain
    /// By its id or its name.
    case project(String)
}
