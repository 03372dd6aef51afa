import SQLAccess
import Vocabulary

extension User {
    /// From a row that begins with `UserStore.columns`.
    init(_ row: Row) throws {
        id = try row.get(0)
        uuid = try row.get(1)
        username = try row.get(2)
        email = try row.get(3)
        firstName = try row.get(4)
        lastName = try row.get(5)
        isActive = try row.get(6)
        isAdmin = try row.get(7)
        lastLogin = try row.getOptional(8)
        joined = try row.get(9)
        updated = try row.get(10)
        level = try row.get(11)
        invitations = try row.get(12)
        tokenCreated = try row.get(13)
        tokenExpires = try row.get(14)
        emailVerified = try row.get(15)
        verifiedAt = try row.getOptional(16)
        activationSent = try row.getOptional(17)
        isModerated = try row.get(18)
        moderatedAt = try row.getOptional(19)
        acceptedPolicy = try row.getOptional(20)
        isRejected = try row.get(21)
        rejectedReason = try row.getOptional(22)
        deactivatedReason = try row.getOptional(23)
        deactivatedAt = try row.getOptional(24)
        termsSigned = try row.getOptional(25)
        hasVisitedProfile = try row.get(26)
    }

    /// How many columns `UserStore.columns` names.
    static let columnCount = 27
}

extension UserStore {
    /// The columns of a user that is yet to be stored.
    struct Insertion {
        var uuid: UserID
        var user: NewUser
        /// Stored form.
        var password: String
        var token: StoredToken
        var level: Int
        var time: Timestamp
    }

    /// - Throws: conflict when the e-mail address, the uuid or the token is taken.
    func insert(_ new: Insertion) throws -> User.ID {
        do {
            let id = try tx.value(
                """
                INSERT INTO users (uuid, username, email, first_name, last_name, password, is_superuser, date_joined,
                    updated, level, token_digest, token_sealed, token_created, token_expires, verification_code)
                VALUES (\(new.uuid), \(new.user.email.lowercased()), \(new.user.email), \(new.user.firstName),
                    \(new.user.lastName), \(new.password), \(new.user.isAdmin), \(new.time), \(new.time), \(new.level),
                    \(new.token.digest), \(new.token.sealed), \(new.token.created), \(new.token.expires),
                    \(UUIDText.random()))
                RETURNING id
                """, as: User.ID.self)
            guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO users") }
            return id
        } catch DatabaseError.uniqueViolation(let constraint) {
            if constraint.contains("username") {
                throw Fault(.conflict, "There is already an account with the email address '\(new.user.email)'.")
            }
            throw Fault(.conflict, "There is already an account with this uuid or token.")
        }
    }
}
