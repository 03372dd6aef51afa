import SQLAccess
import Vocabulary

/// Lists objects in order of their names. Each step is one look-up in the index on paths: what a page costs depends on
/// the page, never on how many objects the container has, and a folder is stepped over whole.
struct ObjectLister {
    let tx: Transaction
    let query: ListingQuery
    /// What the paths of all objects of the container begin with.
    let prefix: String
    private let filter: [SQL]
    /// Nil where nothing is rolled up.
    private let rollUp: RollUp?
    /// Need not be read. Nil where names are rolled up, or what is asked for is not what is current.
    let known: KnownObjects?
    /// Of the container; nil where nothing is known.
    let state: ContainerState?

    init(tx: Transaction, container: ContainerPath, query: ListingQuery, known: KnownObjects?) throws {
        self.tx = tx
        self.query = query
        prefix = container.objectPrefix
        filter = try Self.filter(tx, container, query)
        rollUp = query.delimiter.flatMap {
            $0.isEmpty
                ? nil : RollUp(prefix: query.prefix, delimiter: $0, includesMarkers: query.rollsUpMarkers)
        }
        self.known = rollUp == nil ? known : nil
        state = try self.known == nil ? nil : tx.statistics.state(ofContainerAt: container.path)
    }

    /// Hands on what lies in the scope, in pieces.
    func list(_ scope: PathScope, each body: ([ListingEntry]) throws -> Void) throws {
        var progress = ListingProgress(limit: query.limit)
        for range in query.isReversed ? scope.ranges.reversed() : scope.ranges {
            var rest = betweenMarkers(range)
            while let next = rest, progress.count < query.limit {
                if let known, progress.mayBeKnown {
                    rest = try recall(next, from: known, &progress, body)
                } else {
                    rest = try step(next, &progress, body)
                }
            }
        }
        if progress.count == query.limit, let folder = try folderOfLast(progress, in: scope) {
            progress.add(.subdirectory(folder))
        }
        if !progress.piece.isEmpty { try body(progress.piece) }
    }

    /// The folder `dir/` where the last entry is the object `dir/`: the marker of the next page could not tell between them,
    /// so that the folder comes with it.
    private func folderOfLast(_ progress: ListingProgress, in scope: PathScope) throws -> String? {
        guard let rollUp, !query.isReversed, !query.hidesSubdirectories, case .object(let last)? = progress.piece.last,
            let folder = rollUp.subdirectory(of: last.name + "\u{1}"), folder.isExactly(last.name)
        else { return nil }
        let inside = PathRange(lower: prefix + folder + "\u{1}", upper: PathRange(prefix: prefix + folder).upper)
        let hasAny = try scope.ranges.contains { range in
            guard let rest = betweenMarkers(range)?.intersection(inside) else { return false }
            return try tx.first(statement(rest, "1", limit: 1)) != nil
        }
        return hasAny ? folder : nil
    }

    private func betweenMarkers(_ range: PathRange) -> PathRange? {
        let (after, before) =
            query.isReversed ? (query.endMarker, query.marker) : (query.marker, query.endMarker)
        var rest: PathRange? = range
        // No text lies between the marker and the marker followed by the least character.
        if let after { rest = rest?.intersection(PathRange(lower: prefix + after + "\u{1}", upper: nil)) }
        if let before { rest = rest?.intersection(PathRange(lower: "", upper: prefix + before)) }
        return rest
    }

    func current(_ row: Row, path: String) throws -> CurrentObject {
        CurrentObject(name: name(path), version: try NodeVersion(row: row, from: 1))
    }

    private func name(_ path: String) -> String {
        String(path[path.utf8.index(path.startIndex, offsetBy: prefix.utf8.count)...])
    }

    /// Reads one batch; what is left of the range, nil when nothing is.
    func step(
        _ range: PathRange, atMost limit: Int = .max, _ progress: inout ListingProgress,
        _ body: ([ListingEntry]) throws -> Void
    ) throws -> PathRange? {
        let wanted = min(query.limit - progress.count, limit)
        let batch = rollUp != nil ? min(wanted + 1, progress.batch) : wanted
        var count = 0
        var last = ""
        var skipped: PathRange?
        var found: [CurrentObject] = []
        try tx.forEach(statement(range, "n.path, \(VersionStore.columns)", limit: batch)) { row in
            count += 1
            last = try row.get(0)
            if progress.count == query.limit { return }
            try progress.handOn(body)
            if let skipped, skipped.contains(last) { return }
            guard let subdirectory = rollUp?.subdirectory(of: name(last)) else {
                let object = try current(row, path: last)
                progress.add(.object(ListedObject(object)))
                if known != nil { found.append(object) }
                return
            }
            skipped = PathRange(prefix: prefix + subdirectory)
            if shows(subdirectory, after: progress.lastSubdirectory) {
                progress.add(.subdirectory(subdirectory))
                progress.lastSubdirectory = subdirectory
            }
        }
        known?.insert(found)
        guard count == batch, progress.count < query.limit else { return nil }
        progress.batch =
            skipped == nil
            ? min(progress.batch * 2, ListingProgress.rowsWhileRollingUp.upperBound)
            : ListingProgress.rowsWhileRollingUp.lowerBound
        return rest(of: range, after: last, in: skipped.flatMap { $0.contains(last) ? $0 : nil })
    }

    /// What follows a path, or the folder it lies in.
    func rest(of range: PathRange, after last: String, in folder: PathRange? = nil) -> PathRange? {
        if query.isReversed { return range.intersection(PathRange(lower: "", upper: folder?.lower ?? last)) }
        guard let folder else { return range.intersection(PathRange(lower: last + "\u{1}", upper: nil)) }
        return folder.upper.flatMap { range.intersection(PathRange(lower: $0, upper: nil)) }
    }

    private func shows(_ subdirectory: String, after last: String?) -> Bool {
        if query.hidesSubdirectories || last?.isExactly(subdirectory) == true { return false }
        guard let marker = query.marker else { return true }
        return query.rollsUpMarkers ? !marker.isExactly(subdirectory) : PathRange.isLess(marker, subdirectory)
    }

    func statement(_ range: PathRange, _ columns: SQL, limit: Int) -> SQL {
        var conditions: [SQL] = ["n.path >= \(range.lower)"] + filter
        if let upper = range.upper { conditions.append("n.path < \(upper)") }
        return """
            SELECT \(columns) FROM nodes n JOIN versions v ON v.serial = \(version)
            WHERE \(.and(conditions)) ORDER BY \(order) LIMIT \(limit)
            """
    }

    private var order: SQL { query.isReversed ? "n.path DESC" : "n.path" }

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
            tx: tx, container: container, query: metadata,
            limit: rollsUp ? ListingProgress.rowsWhileRollingUp.upperBound : query.limit,
            isPast: query.until != nil)
        return [current] + (try filter.conditions())
    }
}
