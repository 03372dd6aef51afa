import SQLAccess
import Vocabulary

extension Transaction {
    var groups: GroupStore { GroupStore(tx: self) }
}

/// The tables `groups`, `group_members` and `user_permissions`.
struct GroupStore {
    let tx: Transaction

    func lookup(named name: String) throws -> UserGroup? {
        try tx.first("SELECT id, name FROM groups WHERE name = \(name)").map {
            UserGroup(id: try $0.get(0), name: try $0.get(1))
        }
    }

    /// The group of this name, made when there is none.
    func ensure(_ name: String) throws -> UserGroup {
        try tx.run("INSERT INTO groups (name) VALUES (\(name)) ON CONFLICT (name) DO NOTHING")
        guard let group = try lookup(named: name) else { throw DatabaseError.noRow(statement: "SELECT groups") }
        return group
    }

    func add(_ user: User.ID, to group: UserGroup.ID) throws {
        try tx.run(
            """
            INSERT INTO group_members (user_id, group_id) VALUES (\(user), \(group))
            ON CONFLICT (user_id, group_id) DO NOTHING
            """)
    }

    func remove(_ user: User.ID, from group: UserGroup.ID) throws {
        try tx.run("DELETE FROM group_members WHERE user_id = \(user) AND group_id = \(group)")
    }

    /// Each group with how many belong to it, by id.
    func list() throws -> [(group: UserGroup, memberCount: Int)] {
        try tx.all(
            """
            SELECT groups.id, groups.name, COUNT(group_members.user_id) FROM groups
            LEFT JOIN group_members ON group_members.group_id = groups.id
            GROUP BY groups.id, groups.name ORDER BY groups.id
            """
        ) { (UserGroup(id: try $0.get(0), name: try $0.get(1)), try $0.get(2)) }
    }

    /// Names of groups by user, for many users at once.
    func names(of users: [User.ID]) throws -> [User.ID: [String]] {
        var found: [User.ID: [String]] = [:]
        for chunk in users.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT group_members.user_id, groups.name FROM group_members
                JOIN groups ON groups.id = group_members.group_id
                WHERE group_members.user_id IN \(.list(chunk)) ORDER BY groups.id
                """
            ) { found[try $0.get(0), default: []].append(try $0.get(1)) }
        }
        return found
    }

    func permissions(of user: User.ID) throws -> [String] {
        try tx.all("SELECT codename FROM user_permissions WHERE user_id = \(user) ORDER BY codename") { try $0.get(0) }
    }

    /// False when the user had it already.
    func addPermission(_ codename: String, to user: User.ID) throws -> Bool {
        try tx.run(
            """
            INSERT INTO user_permissions (user_id, codename) VALUES (\(user), \(codename))
            ON CONFLICT (user_id, codename) DO NOTHING
            """) > 0
    }

    /// False when the user did not have it.
    func removePermission(_ codename: String, from user: User.ID) throws -> Bool {
        try tx.run("DELETE FROM user_permissions WHERE user_id = \(user) AND codename = \(codename)") > 0
    }
}
