import SQLAccess
import Vocabulary

extension Transaction {
    var tokens: TokenStore { TokenStore(tx: self) }
}

/// Users by their token.
struct TokenStore {
    let tx: Transaction

    /// The holder of a token with all that a check needs, in one statement: this runs for every request of every
    /// component.
    func lookup(digest: [UInt8]) throws -> TokenHolder? {
        try holder(where: "users.token_digest = \(digest)")
    }

    func lookup(user: User.ID) throws -> TokenHolder? {
        try holder(where: "users.id = \(user)")
    }

    private func holder(where condition: SQL) throws -> TokenHolder? {
        var holder: TokenHolder?
        try tx.forEach(
            """
            SELECT \(UserStore.columns), (SELECT date FROM terms ORDER BY id DESC LIMIT 1), groups.id, groups.name
            FROM users LEFT JOIN group_members ON group_members.user_id = users.id
                LEFT JOIN groups ON groups.id = group_members.group_id
            WHERE \(condition) ORDER BY groups.id
            """
        ) { row in
            if holder == nil {
                holder = TokenHolder(
                    user: try User(row), groups: [], termsPublished: try row.getOptional(User.columnCount))
            }
            if let id = try row.getOptional(User.columnCount + 1, as: UserGroup.ID.self) {
                holder?.groups.append(UserGroup(id: id, name: try row.get(User.columnCount + 2)))
            }
        }
        return holder
    }

    /// What the user's own token is found by.
    func digest(of user: User.ID) throws -> [UInt8]? {
        try tx.value("SELECT token_digest FROM users WHERE id = \(user)")
    }

    /// Replaces the token; the old one is dead when the transaction ends.
    ///
    /// - Throws: conflict when another user has this very token.
    func set(_ token: StoredToken, of user: User.ID, at time: Timestamp) throws {
        do {
            try tx.users.update(
                user, at: time, "token_digest = \(token.digest)", "token_sealed = \(token.sealed)",
                "token_created = \(token.created)", "token_expires = \(token.expires)")
        } catch DatabaseError.uniqueViolation {
            throw Fault(.conflict, "Another user has this token.")
        }
    }
}
