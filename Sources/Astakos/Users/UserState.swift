import Vocabulary

/// Where an account stands on its way from sign-up to use.
///
///     unverified --verify--> pendingModeration --accept--> active <--> inactive
///                                  \--reject--> rejected --accept--^
///
/// Source: identity.md 3.2; the order of the questions is that of later versions, which fixed 0.14's (3.1).
public enum UserState: Sendable, Hashable {
    /// Nobody has shown yet that the address is theirs.
    case unverified
    case pendingModeration
    case rejected
    case active
    case inactive
}

extension User {
    public var state: UserState {
        if !emailVerified { return .unverified }
        if !isModerated { return .pendingModeration }
        if isRejected { return .rejected }
        return isActive ? .active : .inactive
    }

    /// The state in words, as commands show it.
    public var status: String {
        switch state {
        case .unverified: "Pending email verification"
        case .pendingModeration: "Pending moderation"
        case .rejected: "Rejected" + Self.parenthesised(rejectedReason)
        case .active: "Accepted/Active" + acceptance
        case .inactive: "Accepted/Inactive" + Self.parenthesised(deactivatedReason) + acceptance
        }
    }

    private var acceptance: String {
        switch acceptedPolicy {
        case nil: ""
        case .manual: " (manually accepted)"
        case .some(let policy): " (accepted policy: \(policy.name))"
        }
    }

    private static func parenthesised(_ reason: String?) -> String {
        guard let reason, !reason.isEmpty else { return "" }
        return " (\(reason))"
    }
}

/// What may be done to an account when (identity.md 3.2, the table of events).
enum UserEvent {
    case verify, accept, reject, activate, deactivate

    /// - Throws: conflict with a sentence for the administrator.
    func check(_ user: User) throws {
        switch (self, user.state) {
        case (.verify, .unverified): break
        case (.verify, _): throw Fault(.conflict, "This account is already verified.")

        case (.accept, .unverified), (.reject, .unverified):
            throw Fault(.conflict, "This account's e-mail address is not verified.")
        case (.accept, .active): throw Fault(.conflict, "This account is already moderated.")
        case (.accept, _): break

        case (.reject, .pendingModeration): break
        case (.reject, _): throw Fault(.conflict, "This account is already moderated.")

        case (.activate, .inactive): break
        case (.activate, .active): throw Fault(.conflict, "This account is already active.")
        case (.activate, _): throw Fault(.conflict, "This account is not accepted yet.")

        case (.deactivate, _): break
        }
    }
}
