import SQLAccess
import Vocabulary

/// The nodes right below the root.
struct AccountStore {
    let tx: Transaction

    /// The account's node, made with a first version where it is missing.
    func ensure(_ account: UserID, at moment: Timestamp) throws -> Node {
        var node = try tx.nodes.create(account.rawValue, parent: .root)
        if node.latest == nil {
            let draft = VersionDraft(modifiedBy: account, uuid: UUIDText.random())
            node.latest = try tx.changes.add(
                draft, to: node, in: .init(container: nil, keepsHistory: true), metadata: .init(), at: moment)
        }
        return node
    }

    /// The account's node as `ensure` gives it, under its lock: who changes metadata or groups waits for who does so
    /// already.
    func lock(_ account: UserID, at moment: Timestamp) throws -> Node {
        if let node = try tx.nodes.lookup(account.rawValue, locking: true), node.latest != nil { return node }
        return try ensure(account, at: moment)
    }

    /// The newest change anywhere in the account. A deleted container leaves no trace but the account's own statistics,
    /// which are touched then; the original forgets it.
    func lastChange(_ account: Node) throws -> Timestamp {
        let containers: Timestamp? = try tx.value(
            """
            SELECT MAX(v.mtime) FROM nodes n JOIN versions v ON v.serial = n.latest_version
            WHERE n.parent = \(account.id)
            """, as: VersionTime.self)?.timestamp
        return [
            account.latest?.modified, containers, try tx.statistics.lastChange(ofContainersOf: account.id),
            try tx.statistics.lastChange(of: account.id),
        ].compactMap { $0 }.max() ?? Timestamp(microseconds: 0)
    }

    /// The last change of anything in the account before a moment.
    func lastChange(_ account: Node, before moment: Timestamp) throws -> Timestamp? {
        let below = PathRange(prefix: account.path + "/")
        var condition: SQL = "n.path >= \(below.lower)"
        if let upper = below.upper { condition += " AND n.path < \(upper)" }
        return try tx.value(
            """
            SELECT MAX(v.mtime) FROM nodes n JOIN versions v ON v.node = n.node
            WHERE (n.node = \(account.id) OR (\(condition))) AND v.mtime < \(.time(moment))
            """, as: VersionTime.self)?.timestamp
    }
}

extension Transaction {
    var accounts: AccountStore { AccountStore(tx: self) }
}
