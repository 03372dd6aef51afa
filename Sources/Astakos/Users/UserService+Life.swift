import AstakosClient
import SQLAccess
public import Vocabulary

/// An account's way from sign-up to use: the events of identity.md 3.2.
extension UserService {
    /// Makes an account that may be used at once, whatever the settings say about moderation: for the first user of an
    /// installation, and whoever else needs nobody's consent.
    public func createAccepted(_ new: NewUser) async throws -> User {
        let user = try await verify(try await create(new).id)
        return user.state == .active ? user : try await accept(user.id)
    }

    /// Notes that the e-mail address is the user's own, then decides whether somebody has to look at the account.
    ///
    /// - Returns: the user: active, or waiting for moderation.
    /// - Throws: conflict when it is verified already.
    @discardableResult
    public func verify(_ id: User.ID) async throws -> User {
        try await change(id, on: .verify) { user, time, tx in
            try tx.users.update(
                id, at: time, "email_verified = TRUE", "verified_at = \(time)",
                "verification_code = \(UUIDText.random())")
            // Imported users may bring the decision with them.
            let policy = user.isModerated ? .alreadyModerated : try rules.acceptance(of: user.email)
            if let policy { try Self.accept(user, policy, at: time, tx) }
        }
    }

    /// Accepts an account: it gets its holdings and becomes active.
    ///
    /// - Throws: conflict when it is unverified, or accepted and active already.
    @discardableResult
    public func accept(_ id: User.ID) async throws -> User {
        try await change(id, on: .accept) { user, time, tx in try Self.accept(user, .manual, at: time, tx) }
    }

    /// - Throws: conflict when it is unverified or decided already.
    @discardableResult
    public func reject(_ id: User.ID, reason: String) async throws -> User {
        try await change(id, on: .reject) { _, time, tx in
            try tx.users.update(
                id, at: time, "moderated = TRUE", "moderated_at = \(time)", "is_rejected = TRUE",
                "rejected_reason = \(reason)")
        }
    }

    /// - Throws: conflict unless it is accepted and inactive.
    @discardableResult
    public func activate(_ id: User.ID) async throws -> User {
        try await change(id, on: .activate) { _, time, tx in
            try tx.users.update(id, at: time, "is_active = TRUE", "deactivated_reason = NULL", "deactivated_at = NULL")
        }
    }

    /// Locks an account out at once: neither token nor session is worth anything until it is activated again. What was
    /// got by its password, its token or its application credentials, and what OAuth clients were granted, is gone for good.
    @discardableResult
    public func deactivate(_ id: User.ID, reason: String = "") async throws -> User {
        try await change(id, on: .deactivate) { _, time, tx in
            try tx.users.update(
                id, at: time, "is_active = FALSE", "deactivated_reason = \(reason)", "deactivated_at = \(time)")
            try tx.scopedTokens.deleteAll(of: id)
            try tx.oauthGrants.deleteAll(of: id)
        }
    }

    /// Checks the event against the state under the user's lock, then makes the change.
    private func change(
        _ id: User.ID, on event: UserEvent,
        _ body: @escaping @Sendable (User, Timestamp, Transaction) throws -> Void
    ) async throws -> User {
        let time = now()
        return try await database.write { tx in
            let user = try tx.users.find(id, locking: true)
            try event.check(user)
            try body(user, time, tx)
            return try tx.users.find(id)
        }
    }

    private static func accept(_ user: User, _ policy: AcceptancePolicy, at time: Timestamp, _ tx: Transaction) throws {
        try tx.users.update(
            user.id, at: time, "moderated = TRUE", "moderated_at = \(time)", "accepted_policy = \(policy)",
            "accepted_email = COALESCE(accepted_email, \(user.email))", "is_rejected = FALSE", "rejected_reason = NULL",
            "is_active = TRUE", "deactivated_reason = NULL", "deactivated_at = NULL")
        try tx.limits.sync(user: user.id)
    }
}
