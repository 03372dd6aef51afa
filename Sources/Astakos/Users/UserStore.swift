import SQLAccess
import Vocabulary

extension Transaction {
    var users: UserStore { UserStore(tx: self) }
}

/// The table `users`.
struct UserStore {
    let tx: Transaction

    static let columns: SQL = """
        users.id, users.uuid, users.username, users.email, users.first_name, users.last_name, users.is_active,
        users.is_superuser, users.last_login, users.date_joined, users.updated, users.level, users.invitations,
        users.token_created, users.token_expires, users.email_verified, users.verified_at, users.activation_sent,
        users.moderated, users.moderated_at, users.accepted_policy, users.is_rejected, users.rejected_reason,
        users.deactivated_reason, users.deactivated_at, users.date_signed_terms, users.is_verified
        """

    func lookup(_ id: User.ID, locking: Bool = false) throws -> User? {
        try first("users.id = \(id)", locking: locking)
    }

    func lookup(uuid: UserID) throws -> User? {
        try first("users.uuid = \(uuid)")
    }

    /// By e-mail address, in any letter case.
    func lookup(email: String) throws -> User? {
        try first("users.username = \(email.lowercased())")
    }

    func lookup(_ reference: UserReference) throws -> User? {
        switch reference {
        case .id(let uuid): try lookup(uuid: uuid)
        case .name(let email): try lookup(email: email)
        }
    }

    /// - Throws: itemNotFound.
    func find(_ id: User.ID, locking: Bool = false) throws -> User {
        guard let user = try lookup(id, locking: locking) else {
            throw Fault(.itemNotFound, "Unknown user with id '\(id)'")
        }
        return user
    }

    private func first(_ condition: SQL, locking: Bool = false) throws -> User? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM users WHERE \(condition)\(lock)").map { try User($0) }
    }

    func list(_ filter: UserFilter, page: Page<User.ID>) throws -> [User] {
        var conditions: [SQL] = ["users.id > \(page.marker?.rawValue ?? 0)"]
        if let isActive = filter.isActive { conditions.append("users.is_active = \(isActive)") }
        if let verified = filter.emailVerified { conditions.append("users.email_verified = \(verified)") }
        if let moderated = filter.isModerated { conditions.append("users.moderated = \(moderated)") }
        if let group = filter.group {
            conditions.append(
                """
                users.id IN (SELECT user_id FROM group_members JOIN groups ON groups.id = group_id
                    WHERE groups.name = \(group))
                """)
        }
        return try tx.all(
            "SELECT \(Self.columns) FROM users WHERE \(.and(conditions)) ORDER BY users.id LIMIT \(page.limit)"
        ) { try User($0) }
    }

    /// Display names by uuid; all users when `uuids` is nil.
    func usernames(of uuids: [UserID]?) throws -> [UserID: String] {
        var found: [UserID: String] = [:]
        try forEachName(where: "uuid", in: uuids) { uuid, username in found[uuid] = username }
        return found
    }

    /// Uuids by display name, which is in lower case; all users when `usernames` is nil.
    func uuids(of usernames: [String]?) throws -> [String: UserID] {
        var found: [String: UserID] = [:]
        try forEachName(where: "username", in: usernames) { uuid, username in found[username] = uuid }
        return found
    }

    private func forEachName(
        where column: SQL, in keys: [some SQLConvertible]?, _ body: (UserID, String) -> Void
    ) throws {
        let conditions: [SQL] = keys?.chunks(of: 500).map { "\(column) IN \(.list($0))" } ?? ["TRUE"]
        for condition in conditions {
            try tx.forEach("SELECT uuid, username FROM users WHERE \(condition) ORDER BY id") { row in
                body(try row.get(0), try row.get(1))
            }
        }
    }

    func passwordHash(of id: User.ID) throws -> String? {
        try tx.value("SELECT password FROM users WHERE id = \(id)")
    }

    func sealedToken(of id: User.ID) throws -> [UInt8]? {
        try tx.value("SELECT token_sealed FROM users WHERE id = \(id)")
    }

    /// Writes columns of one user, and when.
    func update(_ id: User.ID, at time: Timestamp, _ assignments: SQL...) throws {
        let all = assignments + ["updated = \(time)"]
        guard try tx.run("UPDATE users SET \(.commaSeparated(all)) WHERE id = \(id)") > 0 else {
            throw Fault(.itemNotFound, "Unknown user with id '\(id)'")
        }
    }
}
