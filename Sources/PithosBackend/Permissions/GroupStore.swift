import SQLAccess
import Vocabulary

/// The table `groups`: names an account gives to sets of users.
struct GroupStore {
    let tx: Transaction

    /// The groups of an account, members sorted.
    func list(_ owner: UserID) throws -> [String: [String]] {
        var groups: [String: [String]] = [:]
        try tx.forEach("SELECT name, member FROM groups WHERE owner = \(owner) ORDER BY name, member") { row in
            groups[try row.get(0), default: []].append(try row.get(1))
        }
        return groups
    }

    /// Sets one group; without members it is gone.
    func set(_ name: String, of owner: UserID, members: [String]) throws {
        try tx.run("DELETE FROM groups WHERE owner = \(owner) AND name = \(name)")
        for member in Set(members).sorted() {
            try tx.run("INSERT INTO groups (owner, name, member) VALUES (\(owner), \(name), \(member))")
        }
    }

    func deleteAll(of owner: UserID) throws {
        try tx.run("DELETE FROM groups WHERE owner = \(owner)")
    }

    /// How a user is named in permissions: the uuid, everyone, and each group the user is in.
    func holders(of user: UserID) throws -> [String] {
        var holders = [user.rawValue, Permissions.everyone]
        try tx.forEach("SELECT owner, name FROM groups WHERE member = \(user)") { row in
            let owner: String = try row.get(0)
            let name: String = try row.get(1)
            holders.append("\(owner):\(name)".lowercased())
        }
        return holders
    }
}
