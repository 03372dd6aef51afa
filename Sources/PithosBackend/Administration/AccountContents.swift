import SQLAccess
public import Vocabulary

/// What an account holds, in numbers.
public struct AccountContents: Sendable, Hashable {
    public struct Container: Sendable, Hashable {
        public var name: String
        /// Current objects, and their bytes.
        public var objects: Int64
        public var bytes: Int64
        /// Superseded versions, also of objects that were deleted.
        public var history: Int64
        /// Objects that were deleted and have such versions.
        public var deleted: Int64
    }

    public var account: UserID
    /// In order of their names.
    public var containers: [Container]
    /// Members by group.
    public var groups: [String: [String]]

    /// Counted, not read from the counters, which an old database may have wrong.
    ///
    /// - Throws: itemNotFound.
    init(_ tx: Transaction, of account: UserID) throws {
        guard let node = try Self.node(tx, of: account) else {
            throw Self.missing(account)
        }
        self.account = account
        let rows: [Container] = try tx.all(
            """
            SELECT c.path, COALESCE(SUM(CASE WHEN v.cluster = 0 THEN 1 ELSE 0 END), 0),
                CAST(COALESCE(SUM(CASE WHEN v.cluster = 0 THEN v.size ELSE 0 END), 0) AS BIGINT),
                COALESCE(SUM(CASE WHEN v.cluster = 1 THEN 1 ELSE 0 END), 0),
                COUNT(DISTINCT CASE WHEN v.cluster = 1 AND l.cluster <> 0 THEN o.node END)
            FROM nodes c LEFT JOIN nodes o ON o.parent = c.node LEFT JOIN versions v ON v.node = o.node
            LEFT JOIN versions l ON l.serial = o.latest_version
            WHERE c.parent = \(node.id) GROUP BY c.path
            """
        ) { row in
            let path: String = try row.get(0)
            return Container(
                // By bytes: an accent at the begin of a name makes one character with the slash.
                name: String(decoding: path.utf8.dropFirst(account.rawValue.utf8.count + 1), as: UTF8.self),
                objects: try row.get(1),
                bytes: try row.get(2), history: try row.get(3), deleted: try row.get(4))
        }
        containers = rows.sorted { PathRange.isLess($0.name, $1.name) }
        groups = try tx.groups.list(account)
    }

    /// The node of an account; nil where there is none. Containers and objects have nodes too, under paths with slashes,
    /// and what is above all accounts under an empty one.
    static func node(_ tx: Transaction, of account: UserID) throws -> Node? {
        guard !account.rawValue.isEmpty, !account.rawValue.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return try tx.nodes.lookup(account.rawValue)
    }

    static func missing(_ account: UserID) -> Fault {
        Fault(.itemNotFound, "There is no account '\(account)'; `pithos-manage-accounts list` shows those there are.")
    }
}
