import SQLAccess
import Vocabulary

/// One way a user logs in. Source: identity.md 3.4.
public struct AuthProvider: Sendable, Hashable {
    /// `local` for a password kept here.
    public var module: String
    /// The user's name at a third party; nil for `local`.
    public var identifier: String?
    /// `astakos` for a password kept here.
    public var backend: String
}

extension Transaction {
    var providers: AuthProviderStore { AuthProviderStore(tx: self) }
}

/// The table `auth_providers`.
struct AuthProviderStore {
    let tx: Transaction

    func add(module: String, identifier: String? = nil, to user: User.ID, at time: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO auth_providers (user_id, module, identifier, auth_backend, created)
            VALUES (\(user), \(module), \(identifier), \("astakos"), \(time))
            """)
    }

    /// The active ones by user.
    func list(of users: [User.ID]) throws -> [User.ID: [AuthProvider]] {
        var found: [User.ID: [AuthProvider]] = [:]
        for chunk in users.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT user_id, module, identifier, auth_backend FROM auth_providers
                WHERE user_id IN \(.list(chunk)) AND active ORDER BY module, created, id
                """
            ) { row in
                found[try row.get(0), default: []].append(
                    AuthProvider(module: try row.get(1), identifier: try row.getOptional(2), backend: try row.get(3)))
            }
        }
        return found
    }
}
