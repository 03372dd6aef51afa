import SQLAccess

extension ObjectWriter {
    /// A current object, as it was found.
    struct Found {
        var path: ObjectPath
        var node: Node
        var version: NodeVersion
    }

    /// Objects that are looked up at once.
    private static let foundAtOnce = 500

    /// What the names of everything below an object begin with.
    static func prefix(below name: String, delimiter: String) -> String {
        name.ends(withExactly: delimiter) ? name : name + delimiter
    }

    /// Looks at the current objects of a container whose names begin with a prefix, in order, a few at a time: however
    /// many there are, no more are in memory. What `body` makes or deletes before the one it is given is not seen.
    func forEach(
        in container: ContainerPath, prefix: String, _ body: (Found) throws -> Void
    ) throws {
        var rest: PathRange? = PathRange(prefix: container.objectPrefix + prefix)
        while let range = rest {
            let found = try list(range, limit: Self.foundAtOnce)
            for each in found { try body(each) }
            guard found.count == Self.foundAtOnce, let last = found.last else { return }
            rest = range.intersection(PathRange(lower: last.path.path + "\u{1}", upper: nil))
        }
    }

    /// The current objects of a range, in order.
    func list(_ range: PathRange, limit: Int) throws -> [Found] {
        var condition: SQL = "n.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND n.path < \(upper)" }
        return try tx.all(
            """
            SELECT n.parent, n.path, \(VersionStore.columns) FROM nodes n JOIN versions v ON v.serial = n.latest_version
            WHERE \(condition) AND v.cluster = \(NodeVersion.Cluster.normal.rawValue)
            ORDER BY n.path LIMIT \(limit)
            """
        ) { row in
            let version = try NodeVersion(row: row, from: 2)
            let text: String = try row.get(1)
            guard let path = ObjectPath(path: text) else {
                throw DatabaseError.unexpectedValue(column: "path", type: "an object's path")
            }
            return Found(
                path: path, node: Node(id: version.node, parent: try row.get(0), path: text, latest: version),
                version: version)
        }
    }
}
