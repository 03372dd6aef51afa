import SQLAccess
import Vocabulary

extension Transaction {
    var scopedTokens: ScopedTokenStore { ScopedTokenStore(tx: self) }
}

/// The table `scoped_tokens`.
struct ScopedTokenStore {
    let tx: Transaction

    /// The holder of a token, with the token; two statements.
    func lookup(digest: [UInt8]) throws -> TokenHolder? {
        let found = try tx.first(
            """
            SELECT scoped_tokens.user_id, audit_id, methods, scope, scoped_tokens.created, scoped_tokens.expires,
                scoped_tokens.credential_id, \(ApplicationCredentialStore.columns)
            FROM scoped_tokens LEFT JOIN application_credentials ON application_credentials.id = credential_id
            WHERE scoped_tokens.digest = \(digest)
            """
        ).map { row in
            let hasCredential = try row.getOptional(6, as: String.self) != nil
            return (
                user: try row.get(0, as: User.ID.self),
                token: ScopedToken(
                    auditID: try row.get(1), methods: [AuthenticationMethod](stored: try row.get(2)),
                    scope: try row.get(3), credential: hasCredential ? try ApplicationCredential(row, from: 7) : nil,
                    issued: try row.get(4), expires: try row.get(5))
            )
        }
        guard let found, var holder = try tx.tokens.lookup(user: found.user) else { return nil }
        holder.scoped = found.token
        if let credential = found.token.credential {
            holder.groups = holder.groups.filter { credential.roles.contains($0.name) }
        }
        return holder
    }

    func insert(_ token: ScopedToken, digest: [UInt8], of user: User.ID) throws {
        try tx.run(
            """
            INSERT INTO scoped_tokens (digest, user_id, audit_id, methods, scope, credential_id, created, expires)
            VALUES (\(digest), \(user), \(token.auditID), \(token.methods.stored), \(token.scope),
                \(token.credential?.id), \(token.issued), \(token.expires))
            """)
    }

    func delete(digest: [UInt8]) throws {
        try tx.run("DELETE FROM scoped_tokens WHERE digest = \(digest)")
    }

    func deleteAll(of user: User.ID) throws {
        try tx.run("DELETE FROM scoped_tokens WHERE user_id = \(user)")
    }

    func contains(digest: [UInt8]) throws -> Bool {
        try tx.first("SELECT 1 FROM scoped_tokens WHERE digest = \(digest)") != nil
    }

    /// Has the oldest of a user's tokens give way where one more would be too many.
    func makeRoom(for user: User.ID, most count: Int) throws {
        let there = try tx.value("SELECT COUNT(*) FROM scoped_tokens WHERE user_id = \(user)", as: Int.self) ?? 0
        guard there >= count else { return }
        try tx.run(
            """
            DELETE FROM scoped_tokens WHERE digest IN (
                SELECT digest FROM scoped_tokens WHERE user_id = \(user) ORDER BY created LIMIT \(there - count + 1))
            """)
    }

    /// Returns how many had ended.
    func deleteExpired(at time: Timestamp) throws -> Int {
        try tx.run("DELETE FROM scoped_tokens WHERE expires <= \(time)")
    }
}
