import SQLAccess
public import Vocabulary

/// What operators do with whole accounts. Nobody's permission is asked; quotas are kept as with every change.
///
/// - Source: object-storage.md 6.3.
public struct AccountAdministration: Sendable {
    let storage: PithosStorage

    /// Paths that are read in one transaction.
    private static let pathsAStep = 1000

    /// All accounts, in order.
    public func list() async throws -> [UserID] {
        try await storage.database.read { tx in
            let paths: [String] = try tx.all(
                "SELECT path FROM nodes WHERE parent = \(Node.ID.root) AND node <> \(Node.ID.root)"
            ) { try $0.get(0) }
            return paths.sorted(by: PathRange.isLess).map { UserID($0) }
        }
    }

    /// Accounts whose names are the same but for upper and lower case, group by group.
    public func duplicates() async throws -> [[UserID]] {
        let groups = Dictionary(grouping: try await list()) { $0.rawValue.lowercased() }
        return groups.sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }
    }

    /// What an account holds.
    ///
    /// - Throws: itemNotFound.
    public func contents(of account: UserID) async throws -> AccountContents {
        try await storage.database.read { tx in try AccountContents(tx, of: account) }
    }

    /// The objects of an account, in order of their paths.
    ///
    /// - Parameters:
    ///   - withDeleted: also those that were deleted.
    ///   - body: told the path, and whether the object was deleted. It may remove the object.
    public func eachObject(
        of account: UserID, withDeleted: Bool = false, _ body: (ObjectPath, Bool) async throws -> Void
    ) async throws {
        var range = PathRange(prefix: account.rawValue + "/")
        while true {
            let begin = range
            let page: [(path: String, isDeleted: Bool)] = try await storage.database.read { tx in
                var condition: SQL = "n.path >= \(begin.lower)"
                if let upper = begin.upper { condition += " AND n.path < \(upper)" }
                let normal = NodeVersion.Cluster.normal.rawValue
                if !withDeleted { condition += " AND v.cluster = \(normal)" }
                return try tx.all(
                    """
                    SELECT n.path, v.cluster FROM nodes n JOIN versions v ON v.serial = n.latest_version
                    WHERE \(condition) ORDER BY n.path LIMIT \(Self.pathsAStep)
                    """
                ) { (try $0.get(0), try $0.get(1, as: Int.self) != normal) }
            }
            // Containers are among them; they are no objects' paths.
            for (path, isDeleted) in page {
                if let object = ObjectPath(path: path) { try await body(object, isDeleted) }
            }
            guard let last = page.last?.path, page.count == Self.pathsAStep else { return }
            // The next path: no string lies between.
            range.lower = last + "\u{1}"
        }
    }

    /// Deletes an account for good: its containers with all that they hold and held, its metadata and its groups. A
    /// container at a time; what was interrupted is gone on with by calling it again.
    ///
    /// - Parameter progress: told of every container that is gone.
    /// - Throws: itemNotFound; conflict when somebody makes a container meanwhile.
    public func delete(_ account: UserID, progress: (String) -> Void = { _ in }) async throws {
        for container in try await contents(of: account).containers {
            let path = try ContainerPath(account: account, container: container.name)
            try await ObjectService(storage: storage).deleteAll(in: path, for: account)
            try await ContainerService(storage: storage).delete(path, for: account)
            progress(container.name)
        }
        try await storage.database.write { tx in
            guard let node = try tx.nodes.lookup(account.rawValue, locking: true) else { return }
            guard try tx.first("SELECT 1 FROM nodes WHERE parent = \(node.id) LIMIT 1") == nil else {
                throw Fault(.conflict, "'\(account)' is being used: it has got a container meanwhile. Try again.")
            }
            try tx.groups.deleteAll(of: account)
            try tx.run(
                "DELETE FROM attributes WHERE serial IN (SELECT serial FROM versions WHERE node = \(node.id))")
            try tx.run("DELETE FROM versions WHERE node = \(node.id)")
            try tx.nodes.delete([node.id])
        }
    }

    /// Quotas that old releases kept with the accounts themselves, as stored.
    public func storedQuotas() async throws -> [(account: UserID, quota: String)] {
        try await storage.database.read { tx in
            let rows: [(String, String?)] = try tx.all(
                """
                SELECT n.path, p.value FROM policy p JOIN nodes n ON n.node = p.node
                WHERE n.parent = \(Node.ID.root) AND n.node <> \(Node.ID.root) AND p.key = 'quota' ORDER BY n.path
                """
            ) { (try $0.get(0), try $0.getOptional(1)) }
            return rows.compactMap { path, quota in quota.map { (UserID(path), $0) } }
        }
    }

    /// The accounts that have a container of this name, in order.
    public func owners(ofContainer name: String) async throws -> [UserID] {
        let accounts = try await list()
        return try await storage.database.read { tx in
            try accounts.filter { try tx.nodes.lookup("\($0)/\(name)")?.current != nil }
        }
    }

    /// Sets how many bytes the objects of a container may have together; 0 is no limit. Its other policies stay.
    ///
    /// - Throws: itemNotFound without the container.
    public func setQuota(_ bytes: Int64, ofContainer name: String, of account: UserID) async throws {
        try await ContainerService(storage: storage).update(
            try ContainerPath(account: account, container: name), for: account, metadata: .keep,
            policy: PolicyChange(values: ["quota": String(bytes)], resetsOthers: false))
    }
}
