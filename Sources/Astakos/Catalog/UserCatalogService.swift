public import AstakosClient
import SQLAccess
public import Vocabulary

/// Display names and uuids of users in any state. Source: identity.md 2.3, 2.4.
public struct UserCatalogService: UserCatalog {
    let database: any Database

    public func usernames(of users: [UserID]) async throws -> [UserID: String] {
        try await database.read { try $0.users.usernames(of: users) }
    }

    public func users(named usernames: [String]) async throws -> [String: UserID] {
        let keys = usernames.map { $0.lowercased() }
        let found = try await database.read { try $0.users.uuids(of: keys) }
        var answer: [String: UserID] = [:]
        for (asked, key) in zip(usernames, keys) { answer[asked] = found[key] }
        return answer
    }

    /// Every user's display name.
    public func allUsernames() async throws -> [UserID: String] {
        try await database.read { try $0.users.usernames(of: nil) }
    }

    /// Every user, by display name.
    public func allUsers() async throws -> [String: UserID] {
        try await database.read { try $0.users.uuids(of: nil) }
    }
}
