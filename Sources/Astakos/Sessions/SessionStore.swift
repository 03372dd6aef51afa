import SQLAccess
import Vocabulary

extension Transaction {
    var sessions: SessionStore { SessionStore(tx: self) }
}

/// The table `sessions`.
struct SessionStore {
    let tx: Transaction

    func insert(digest: [UInt8], user: User.ID, created: Timestamp, expires: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO sessions (digest, user_id, created, expires) VALUES (\(digest), \(user), \(created), \(expires))
            """)
    }

    /// The user of a session that has not ended.
    func user(digest: [UInt8], at time: Timestamp) throws -> User.ID? {
        try tx.value("SELECT user_id FROM sessions WHERE digest = \(digest) AND expires > \(time)")
    }

    func delete(digest: [UInt8]) throws {
        try tx.run("DELETE FROM sessions WHERE digest = \(digest)")
    }

    func deleteAll(of user: User.ID, except digest: [UInt8]? = nil) throws {
        var condition: SQL = "user_id = \(user)"
        if let digest { condition += " AND digest <> \(digest)" }
        try tx.run("DELETE FROM sessions WHERE \(condition)")
    }

    /// Returns how many had ended.
    func deleteExpired(at time: Timestamp) throws -> Int {
        try tx.run("DELETE FROM sessions WHERE expires <= \(time)")
    }
}
