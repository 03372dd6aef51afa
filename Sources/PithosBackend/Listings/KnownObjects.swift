import Synchronization

/// Objects as lists showed them of late, by version: what a list that is asked for again need not read, decode and write
/// anew.
///
/// A version never changes, and its serial is given once. What may change the database is asked for each time: which version
/// is current, and permissions and links. An administrator's merge gives a version to another node, so that has to agree.
final class KnownObjects: Sendable {
    private struct State {
        var young: [NodeVersion.ID: CurrentObject] = [:]
        /// Dropped when there are as many younger ones; asked for again they are young.
        var old: [NodeVersion.ID: CurrentObject] = [:]

        mutating func insert(_ object: CurrentObject, limit: Int) {
            if young.count >= limit { (old, young) = (young, [:]) }
            young[object.version.id] = object
        }
    }

    /// Objects of each age. With all their texts some ten megabytes.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 12_000) {
        self.limit = limit
    }

    /// Those that are known, in the same order; nil for each that is not.
    func find(_ versions: [(id: NodeVersion.ID, node: Node.ID)]) -> [CurrentObject?] {
        state.withLock { state in
            versions.map { id, node in
                if let object = state.young[id] { return object.version.node == node ? object : nil }
                guard let object = state.old[id], object.version.node == node else { return nil }
                // None gets old on the way: it may be asked for next.
                state.young[id] = object
                return object
            }
        }
    }

    /// - Parameter objects: as the database has them, with nothing that is set on their names.
    func insert(_ objects: [CurrentObject]) {
        guard !objects.isEmpty else { return }
        state.withLock { state in
            for object in objects where object.isSettled { state.insert(object, limit: limit) }
        }
    }
}

extension CurrentObject {
    /// Whether its version stays as it is: of some the MD5 is yet to be computed, and states of snapshots change.
    fileprivate var isSettled: Bool { !version.checksum.isEmpty && !version.isElsewhere }
}
