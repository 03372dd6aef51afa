import SQLAccess
import Vocabulary

/// Lists objects in order of their names. Each step is one look-up in the index on paths: what a page costs depends on
/// the page, never on how many objects the container has, and a folder is stepped over whole.
struct ObjectLister {
    let tx: Transaction
    let query: ListingQuery
    /// What the paths of all objects of the container begin with.
    private let prefix: String
    private let filter: [SQL]

    init(tx: Transaction, container: ContainerPath, query: ListingQuery) throws {
        self.tx = tx
        self.query = query
        prefix = container.objectPrefix
        filter = try Self.filter(tx, container, query)
    }

    /// Rows of one look-up while names are rolled up. Most of a folder's rows would be read for nothing, so few are
    /// read where folders are and more where objects follow each other.
    private static let rowsWhileRollingUp = 2...256

    /// What was gathered, and how far.
    private struct Progress {
        var entries: [ListingEntry] = []
        var lastSubdirectory: String?
        /// Rows of the next look-up while names are rolled up.
        var batch = ObjectLister.rowsWhileRollingUp.lowerBound
    }

    func list(_ scope: PathScope) throws -> [ListingEntry] {
        var progress = Progress()
        for range in scope.ranges {
            var rest: PathRange? = range
            if let marker = query.marker {
                // No text lies between the marker and the marker followed by the least character.
                rest = range.intersection(PathRange(lower: prefix + marker + "\u{1}", upper: nil))
            }
            while let next = rest, progress.entries.count < query.limit {
                rest = try step(next, &progress)
            }
        }
        return progress.entries
    }

    /// Reads one batch; what is left of the range, nil when nothing is.
    private func step(_ range: PathRange, _ progress: inout Progress) throws -> PathRange? {
        let wanted = query.limit - progress.entries.count
        let batch = rollsUp ? min(wanted + 1, progress.batch) : wanted
        let rows = try fetch(range, limit: batch)
        var skipped: PathRange?
        for (path, version) in rows {
            if let skipped, skipped.contains(path) { continue }
            let name = String(path[path.utf8.index(path.startIndex, offsetBy: prefix.utf8.count)...])
            guard let subdirectory = rolledUp(name) else {
                progress.entries.append(.object(ListedObject(name: name, version: version)))
                if progress.entries.count == query.limit { return nil }
                continue
            }
            skipped = PathRange(prefix: prefix + subdirectory)
            if shows(subdirectory, after: progress.lastSubdirectory) {
                progress.entries.append(.subdirectory(subdirectory))
                progress.lastSubdirectory = subdirectory
                if progress.entries.count == query.limit { return nil }
            }
        }
        guard rows.count == batch, let last = rows.last?.path else { return nil }
        progress.batch =
            skipped == nil
            ? min(progress.batch * 2, Self.rowsWhileRollingUp.upperBound) : Self.rowsWhileRollingUp.lowerBound
        if let skipped, skipped.contains(last) {
            guard let end = skipped.upper else { return nil }
            return range.intersection(PathRange(lower: end, upper: nil))
        }
        return range.intersection(PathRange(lower: last + "\u{1}", upper: nil))
    }

    private var rollsUp: Bool { !(query.delimiter ?? "").isEmpty }

    private func shows(_ subdirectory: String, after last: String?) -> Bool {
        if query.hidesSubdirectories || last?.isExactly(subdirectory) == true { return false }
        return query.marker.map { PathRange.isLess($0, subdirectory) } ?? true
    }

    /// What a name is rolled up to; nil when it is listed itself, as one is that ends with its first delimiter.
    private func rolledUp(_ name: String) -> String? {
        guard let delimiter = query.delimiter?.utf8, !delimiter.isEmpty else { return nil }
        let name = name.utf8
        var start = name.index(name.startIndex, offsetBy: query.prefix.utf8.count)
        while let found = name[start...].firstIndex(of: delimiter.first ?? 0) {
            if name[found...].starts(with: delimiter) {
                let end = name.index(found, offsetBy: delimiter.count)
                return end == name.endIndex ? nil : String(name[..<end])
            }
            start = name.index(after: found)
        }
        return nil
    }

    private func fetch(_ range: PathRange, limit: Int) throws -> [(path: String, version: NodeVersion)] {
        var conditions: [SQL] = ["n.path >= \(range.lower)"] + filter
        if let upper = range.upper { conditions.append("n.path < \(upper)") }
        return try tx.all(
            """
            SELECT n.path, \(VersionStore.columns) FROM nodes n JOIN versions v ON v.serial = \(version)
            WHERE \(.and(conditions)) ORDER BY n.path LIMIT \(limit)
            """
        ) { (try $0.get(0), try NodeVersion(row: $0, from: 1)) }
    }

    /// The serial of the version that is listed.
    private var version: SQL {
        guard let until = query.until else { return "n.latest_version" }
        return "(SELECT MAX(u.serial) FROM versions u WHERE u.node = n.node AND u.mtime < \(.time(until)))"
    }

    private static func filter(_ tx: Transaction, _ container: ContainerPath, _ query: ListingQuery) throws -> [SQL] {
        let current: SQL =
            query.until == nil
            ? "v.cluster = \(NodeVersion.Cluster.normal.rawValue)"
            : "v.cluster <> \(NodeVersion.Cluster.deleted.rawValue)"
        guard let metadata = query.metadata else { return [current] }
        let rollsUp = !(query.delimiter ?? "").isEmpty
        let filter = MetadataFilter(
            tx: tx, container: container, query: metadata, limit: rollsUp ? rowsWhileRollingUp.upperBound : query.limit,
            isPast: query.until != nil)
        return [current] + (try filter.conditions())
    }
}
