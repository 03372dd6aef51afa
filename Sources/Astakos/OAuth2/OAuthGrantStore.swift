import SQLAccess
import Vocabulary

extension Transaction {
    var oauthGrants: OAuthGrantStore { OAuthGrantStore(tx: self) }
}

/// The tables `oauth2_codes` and `oauth2_tokens`.
struct OAuthGrantStore {
    let tx: Transaction

    /// A row of either table.
    struct Grant: Sendable {
        var client: OAuthClient.ID
        var user: User.ID
        var scope: String
        var expires: Timestamp
    }

    func insert(code digest: [UInt8], _ grant: Grant, redirectURI: String, created: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO oauth2_codes (digest, client_id, user_id, redirect_uri, scope, created, expires)
            VALUES (\(digest), \(grant.client), \(grant.user), \(redirectURI), \(grant.scope), \(created),
                \(grant.expires))
            """)
    }

    /// Takes a client's code out of the table: of many who try at once, one gets it.
    ///
    /// The user is locked first, so that who ends all that was granted at the same time ends what comes of it too.
    func take(code digest: [UInt8], of client: OAuthClient.ID) throws -> (grant: Grant, redirectURI: String)? {
        _ = try tx.first(
            """
            SELECT id FROM users WHERE id = (SELECT user_id FROM oauth2_codes WHERE digest = \(digest))
            \(SQL.forUpdate)
            """)
        return try tx.first(
            """
            DELETE FROM oauth2_codes WHERE digest = \(digest) AND client_id = \(client)
            RETURNING client_id, user_id, scope, expires, redirect_uri
            """
        ).map { (try Grant($0), try $0.get(4)) }
    }

    func insert(token digest: [UInt8], _ grant: Grant, created: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO oauth2_tokens (digest, client_id, user_id, scope, created, expires)
            VALUES (\(digest), \(grant.client), \(grant.user), \(grant.scope), \(created), \(grant.expires))
            """)
    }

    func lookup(token digest: [UInt8]) throws -> Grant? {
        try tx.first("SELECT client_id, user_id, scope, expires FROM oauth2_tokens WHERE digest = \(digest)")
            .map(Grant.init)
    }

    func delete(token digest: [UInt8]) throws {
        try tx.run("DELETE FROM oauth2_tokens WHERE digest = \(digest)")
    }

    /// Throws away what has expired of a user's, and where one more code would be too many the oldest.
    func makeRoom(for user: User.ID, most count: Int, at time: Timestamp) throws {
        try tx.run("DELETE FROM oauth2_codes WHERE user_id = \(user) AND expires <= \(time)")
        try tx.run("DELETE FROM oauth2_tokens WHERE user_id = \(user) AND expires <= \(time)")
        let there = try tx.value("SELECT COUNT(*) FROM oauth2_codes WHERE user_id = \(user)", as: Int.self) ?? 0
        guard there >= count else { return }
        try tx.run(
            """
            DELETE FROM oauth2_codes WHERE digest IN (
                SELECT digest FROM oauth2_codes WHERE user_id = \(user) ORDER BY created LIMIT \(there - count + 1))
            """)
    }

    /// Ends all that was granted in a user's name.
    func deleteAll(of user: User.ID) throws {
        try tx.run("DELETE FROM oauth2_codes WHERE user_id = \(user)")
        try tx.run("DELETE FROM oauth2_tokens WHERE user_id = \(user)")
    }

    /// Returns how many codes and tokens had expired.
    func deleteExpired(at time: Timestamp) throws -> Int {
        try tx.run("DELETE FROM oauth2_codes WHERE expires <= \(time)")
            + tx.run("DELETE FROM oauth2_tokens WHERE expires <= \(time)")
    }
}

extension OAuthGrantStore.Grant {
    fileprivate init(_ row: Row) throws {
        client = try row.get(0)
        user = try row.get(1)
        scope = try row.get(2)
        expires = try row.get(3)
    }
}
