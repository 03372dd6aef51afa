import HTTPTypes
public import Vocabulary

extension HTTPAstakosClient: TokenAuthenticator {
    public func authenticate(token: String) async throws -> Caller {
        // What no header can carry is no token either.
        guard !token.isEmpty, token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Fault(.unauthorized, "Invalid X-Auth-Token")
        }
        let path = "/account/v1.0/authenticate"
        let answer = try await sendJSON(.get, path, token: token)
        return try Self.decoded(path) {
            Caller(
                uuid: UserID(try answer.string("uuid")), username: try answer.string("username"),
                email: try answer.array("email").first?.asString("email") ?? "", realName: try answer.string("name"),
                groups: try answer.array("groups").map { try $0.asString("groups") },
                tokenExpires: try answer.lookupInt("auth_token_expires").map { Timestamp(microseconds: $0 * 1000) })
        }
    }
}

extension HTTPAstakosClient: UserCatalog {
    /// As many as are asked for in one call, as the original's client did.
    private static let chunk = 100

    public func usernames(of users: [UserID]) async throws -> [UserID: String] {
        var found: [UserID: String] = [:]
        for start in stride(from: 0, to: users.count, by: Self.chunk) {
            let asked = users[start..<min(start + Self.chunk, users.count)].map { JSONValue.string($0.rawValue) }
            for (uuid, name) in try await catalog("uuid_catalog", ["uuids": .array(asked)]) {
                found[UserID(uuid)] = name
            }
        }
        return found
    }

    public func users(named usernames: [String]) async throws -> [String: UserID] {
        var found: [String: UserID] = [:]
        for start in stride(from: 0, to: usernames.count, by: Self.chunk) {
            let asked = usernames[start..<min(start + Self.chunk, usernames.count)].map(JSONValue.string)
            for (name, uuid) in try await catalog("displayname_catalog", ["displaynames": .array(asked)]) {
                found[name] = UserID(uuid)
            }
        }
        return found
    }

    private func catalog(_ name: String, _ body: JSONValue) async throws -> [String: String] {
        let path = "/account/v1.0/service/user_catalogs"
        let answer = try await sendJSON(.post, path, body: body)
        return try Self.decoded(path) {
            try answer.object(name).members(name).mapValues { try $0.asString(name) }
        }
    }
}
