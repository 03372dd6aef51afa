import Vocabulary

@testable import Astakos

/// The events of an account by name, for tables.
enum EventTable {
    static let events = ["verify", "accept", "reject", "activate", "deactivate"]

    static func isAllowed(_ name: String, _ user: User) -> Bool {
        let event: UserEvent =
            switch name {
            case "verify": .verify
            case "accept": .accept
            case "reject": .reject
            case "activate": .activate
            default: .deactivate
            }
        return (try? event.check(user)) != nil
    }
}

extension UserLifeTests {
    /// A user of no database.
    static func user(in state: UserState) -> User {
        let time = Timestamp(microseconds: 0)
        return User(
            id: User.ID(1), uuid: UserID("u"), username: "a@b.c", email: "a@b.c", firstName: "A", lastName: "B",
            isActive: state == .active, isAdmin: false, lastLogin: nil, joined: time, updated: time, level: 0,
            invitations: 0, tokenCreated: time, tokenExpires: time, emailVerified: state != .unverified,
            verifiedAt: nil, activationSent: nil,
            isModerated: state != .unverified && state != .pendingModeration, moderatedAt: nil, acceptedPolicy: nil,
            isRejected: state == .rejected, rejectedReason: nil, deactivatedReason: nil, deactivatedAt: nil,
            termsSigned: nil, hasVisitedProfile: false)
    }
}
