import SQLAccess
public import Vocabulary

/// Groups and who belongs to them. Source: identity.md 3.1, 4.2.
public struct GroupService: Sendable {
    let database: any Database

    /// A group with how many belong to it.
    public struct Listed: Sendable, Hashable {
        public var group: UserGroup
        public var memberCount: Int
    }

    /// Makes a group; one that exists already stays as it is.
    ///
    /// - Throws: badRequest.
    public func create(_ name: String) async throws -> UserGroup {
        try Self.validate(name)
        return try await database.write { try $0.groups.ensure(name) }
    }

    public func list() async throws -> [Listed] {
        try await database.read { tx in
            try tx.groups.list().map { Listed(group: $0.group, memberCount: $0.memberCount) }
        }
    }

    /// - Throws: itemNotFound when there is no such group.
    public func add(_ user: User.ID, to name: String) async throws {
        try await database.write { tx in try tx.groups.add(user, to: try Self.find(name, tx).id) }
    }

    /// - Throws: itemNotFound when there is no such group.
    public func remove(_ user: User.ID, from name: String) async throws {
        try await database.write { tx in try tx.groups.remove(user, from: try Self.find(name, tx).id) }
    }

    /// Names of the groups of each of these users.
    public func names(of users: [User.ID]) async throws -> [User.ID: [String]] {
        try await database.read { try $0.groups.names(of: users) }
    }

    public func permissions(of user: User.ID) async throws -> [String] {
        try await database.read { try $0.groups.permissions(of: user) }
    }

    /// False when the user had it already.
    public func addPermission(_ codename: String, to user: User.ID) async throws -> Bool {
        try await database.write { try $0.groups.addPermission(codename, to: user) }
    }

    /// False when the user did not have it.
    public func removePermission(_ codename: String, from user: User.ID) async throws -> Bool {
        try await database.write { try $0.groups.removePermission(codename, from: user) }
    }

    static func validate(_ name: String) throws {
        guard !name.isEmpty, name.count <= 80, name.isPrintable else {
            throw Fault(.badRequest, "A group's name has 1 to 80 characters.")
        }
    }

    private static func find(_ name: String, _ tx: Transaction) throws -> UserGroup {
        guard let group = try tx.groups.lookup(named: name) else {
            throw Fault(.itemNotFound, "Group named \(name) does not exist")
        }
        return group
    }
}
