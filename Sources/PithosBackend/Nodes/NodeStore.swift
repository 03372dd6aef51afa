import SQLAccess
import Vocabulary

/// The table `nodes`.
struct NodeStore {
    let tx: Transaction

    /// A node and its newest version in one look-up.
    private static let columns: SQL = "n.node, n.parent, n.path, \(VersionStore.columns)"

    func lookup(_ path: String, locking: Bool = false) throws -> Node? {
        // The lock is taken first and by itself: PostgreSQL would otherwise join the version that was the newest before
        // it had to wait. SQLite's single writer has waited already.
        if locking, tx.dialect != .sqlite {
            _ = try tx.first("SELECT node FROM nodes WHERE path = \(path)\(.forUpdate)")
        }
        return try lookup(where: "n.path = \(path)")
    }

    func lookup(_ id: Node.ID) throws -> Node? { try lookup(where: "n.node = \(id)") }

    private func lookup(where condition: SQL) throws -> Node? {
        try tx.first(
            """
            SELECT \(Self.columns) FROM nodes n LEFT JOIN versions v ON v.serial = n.latest_version WHERE \(condition)
            """
        ).map { try Node(row: $0) }
    }

    /// The node of this path, made where it is missing.
    ///
    /// - Throws: badRequest for a path that the database cannot index.
    func create(_ path: String, parent: Node.ID) throws -> Node {
        try lookup(path) ?? make(path, parent: parent)
    }

    /// As `create`, for a path at which nothing was found.
    func make(_ path: String, parent: Node.ID) throws -> Node {
        // Two may make it at once: the unique index lets one through, and the other finds it.
        if let id = try insert(path, parent: parent) { return Node(id: id, parent: parent, path: path, latest: nil) }
        guard let node = try lookup(path, locking: true) else {
            throw DatabaseError.noRow(statement: "INSERT INTO nodes")
        }
        return node
    }

    /// Nil when it was there.
    private func insert(_ path: String, parent: Node.ID) throws -> Node.ID? {
        do {
            return try tx.value(
                """
                INSERT INTO nodes (parent, path) VALUES (\(parent), \(path)) ON CONFLICT (path) DO NOTHING RETURNING node
                """)
        } catch let error as DatabaseError {
            // PostgreSQL's program_limit_exceeded: 1024 characters of three bytes and more may be too many for its index.
            guard case .engine("54000", _, _) = error else { throw error }
            throw Fault(.badRequest, "Object name too large.", cause: error)
        }
    }

    func setLatest(_ version: NodeVersion.ID?, of id: Node.ID) throws {
        try tx.run("UPDATE nodes SET latest_version = \(version) WHERE node = \(id)")
    }

    /// Removes nodes, their statistics and policies. Their versions must be gone.
    func delete(_ ids: [Node.ID]) throws {
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part: SQL = .list(ids[start..<min(start + 500, ids.count)])
            try tx.run("DELETE FROM statistics WHERE node IN \(part)")
            try tx.run("DELETE FROM policy WHERE node IN \(part)")
            try tx.run("DELETE FROM object_keys WHERE node IN \(part)")
            try tx.run("DELETE FROM nodes WHERE node IN \(part)")
        }
    }
}

extension Node {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get(0), parent: try row.getOptional(1) ?? .root, path: try row.get(2),
            latest: try row.getOptional(3, as: NodeVersion.ID.self) == nil ? nil : try NodeVersion(row: row, from: 3))
    }
}
