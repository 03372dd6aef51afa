import SQLAccess
import Vocabulary

/// The tables `xfeatures` and `xfeaturevals`: permissions by path.
struct PermissionStore {
    let tx: Transaction

    private static let readKey = 0
    private static let writeKey = 1

    /// Replaces the permissions of one path; empty ones take the row away.
    func set(_ permissions: Permissions, at path: String) throws {
        try clear([path])
        guard !permissions.isEmpty else { return }
        let id: Int64? = try tx.value("INSERT INTO xfeatures (path) VALUES (\(path)) RETURNING feature_id")
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO xfeatures") }
        for (key, holders) in [(Self.readKey, permissions.readers), (Self.writeKey, permissions.writers)] {
            for holder in holders {
                try tx.run("INSERT INTO xfeaturevals (feature_id, key, value) VALUES (\(id), \(key), \(holder))")
            }
        }
    }

    /// Takes away all permissions of these paths.
    func clear(_ paths: [String]) throws {
        for start in stride(from: 0, to: paths.count, by: 500) {
            let part: SQL = .list(paths[start..<min(start + 500, paths.count)])
            try tx.run(
                "DELETE FROM xfeaturevals WHERE feature_id IN (SELECT feature_id FROM xfeatures WHERE path IN \(part))")
            try tx.run("DELETE FROM xfeatures WHERE path IN \(part)")
        }
    }

    /// The permissions set on exactly this path.
    func lookup(_ path: String) throws -> Permissions? {
        try list("x.path = \(path)").first?.permissions
    }

    /// Every permission set in a range of paths, in order of the paths.
    func list(in range: PathRange) throws -> [Sharing] {
        var condition: SQL = "x.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND x.path < \(upper)" }
        return try list(condition)
    }

    private func list(_ condition: SQL) throws -> [Sharing] {
        var found: [(path: String, readers: [String], writers: [String])] = []
        try tx.forEach(
            """
            SELECT x.path, v.key, v.value FROM xfeatures x JOIN xfeaturevals v ON v.feature_id = x.feature_id
            WHERE \(condition) ORDER BY x.path
            """
        ) { row in
            let path: String = try row.get(0)
            let holder: String = try row.get(2)
            if found.last?.path.isExactly(path) != true { found.append((path, [], [])) }
            if try row.get(1, as: Int.self) == Self.writeKey {
                found[found.count - 1].writers.append(holder)
            } else {
                found[found.count - 1].readers.append(holder)
            }
        }
        return found.map { Sharing(permissions: Permissions(stored: $0.readers, $0.writers), path: $0.path) }
    }

    /// The permissions that hold for an object: its own, else those of the nearest directory above it that has some.
    ///
    /// Nearest replaces, it does not add: a grant on `a/b` hides what `a` grants. A path above counts only while the
    /// object there is a directory marker. Source: object-storage.md 4.9.
    func effective(_ object: ObjectPath) throws -> Sharing? {
        let candidates = Self.candidates(for: object)
        let found: [String] = try tx.all("SELECT path FROM xfeatures WHERE path IN \(.list(candidates))") {
            try $0.get(0)
        }
        for path in found.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            guard try path.isExactly(object.path) || isDirectory(path) else { continue }
            return try lookup(path).map { Sharing(permissions: $0, path: path) }
        }
        return nil
    }

    /// The object's path and all above it, with and without the slash at the end.
    static func candidates(for object: ObjectPath) -> [String] {
        var paths = [object.path]
        var end = object.name.utf8.endIndex
        while let slash = object.name.utf8[..<end].lastIndex(of: UInt8(ascii: "/")) {
            let above = object.parent.objectPrefix + object.name[..<slash]
            if !object.path.isExactly(above + "/") { paths.append(above + "/") }
            if slash > object.name.utf8.startIndex { paths.append(above) }
            end = slash
        }
        return paths
    }

    /// A directory marker lies at this path now.
    func isDirectory(_ path: String) throws -> Bool {
        try tx.nodes.lookup(path)?.current.map { DirectoryMarker.isMarker($0.type) } ?? false
    }

    /// Whether any of `holders` was granted anything in a range of paths.
    func hasGrant(in range: PathRange, for holders: [String]) throws -> Bool {
        try !grantedPaths(in: range, for: holders, limit: 1).isEmpty
    }

    /// The paths in a range on which any of `holders` was granted something, in order.
    func grantedPaths(in range: PathRange?, for holders: [String], limit: Int? = nil) throws -> [String] {
        var conditions: [SQL] = ["v.value IN \(.list(holders))"]
        if let range {
            conditions.append("x.path >= \(range.lower)")
            if let upper = range.upper { conditions.append("x.path < \(upper)") }
        }
        var query: SQL = """
            SELECT DISTINCT x.path FROM xfeatures x JOIN xfeaturevals v ON v.feature_id = x.feature_id
            WHERE \(.and(conditions)) ORDER BY x.path
            """
        if let limit { query += " LIMIT \(limit)" }
        return try tx.all(query) { try $0.get(0) }
    }
}

/// Objects that stand for folders.
enum DirectoryMarker {
    /// Parameters of the content type, and the blanks before them, do not count. Source: object-storage.md 2.8, 11.33.
    static func isMarker(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        return type == "application/directory" || type == "application/folder"
    }
}
