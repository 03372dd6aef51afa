public import SQLAccess
public import Vocabulary

/// Someone with an account.
///
/// Source: identity.md 3.1. The password and the token are no part of this value; they leave the store only for the
/// one call that needs them.
public struct User: Sendable, Hashable {
    public typealias ID = Identifier<User, Int64>

    public var id: ID
    /// The name that crosses components; never changes.
    public var uuid: UserID
    /// The e-mail address in lower case: the display name of the APIs.
    public var username: String
    public var email: String
    public var firstName: String
    public var lastName: String
    /// The only thing that lets one log in and use a token.
    public var isActive: Bool
    public var isAdmin: Bool
    public var lastLogin: Timestamp?
    public var joined: Timestamp
    public var updated: Timestamp
    /// Of the invitations feature, like `invitations`: kept, not used.
    public var level: Int
    public var invitations: Int
    public var tokenCreated: Timestamp
    public var tokenExpires: Timestamp
    public var emailVerified: Bool
    public var verifiedAt: Timestamp?
    public var activationSent: Timestamp?
    /// A decision was taken, for or against.
    public var isModerated: Bool
    public var moderatedAt: Timestamp?
    public var acceptedPolicy: AcceptancePolicy?
    public var isRejected: Bool
    public var rejectedReason: String?
    public var deactivatedReason: String?
    public var deactivatedAt: Timestamp?
    public var termsSigned: Timestamp?
    /// Has seen the profile page once; nothing to do with the e-mail address.
    public var hasVisitedProfile: Bool

    /// First name, space, last name.
    public var realName: String { "\(firstName) \(lastName)" }
}

/// Why an account was accepted (identity.md 3.1, `accepted_policy`).
public enum AcceptancePolicy: Sendable, Hashable {
    case manual, autoModeration, email, alreadyModerated, migration
    case authProvider(module: String)
}

extension AcceptancePolicy: SQLConvertible {
    public var sqlValue: SQLValue { .text(name) }

    public init?(sqlValue: SQLValue) {
        guard case .text(let name) = sqlValue else { return nil }
        switch name {
        case "manual": self = .manual
        case "auto_moderation": self = .autoModeration
        case "email": self = .email
        case "already_moderated": self = .alreadyModerated
        case "migration": self = .migration
        default: self = .authProvider(module: String(name.dropFirst("auth_provider_".count)))
        }
    }

    /// As it is stored and shown.
    public var name: String {
        switch self {
        case .manual: "manual"
        case .autoModeration: "auto_moderation"
        case .email: "email"
        case .alreadyModerated: "already_moderated"
        case .migration: "migration"
        case .authProvider(let module): "auth_provider_\(module)"
        }
    }
}
