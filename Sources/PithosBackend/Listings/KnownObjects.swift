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

    }

    /// Objects of each age; with their texts about a kilobyte each.
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
                // Without making others old, which may be asked for next.
                if state.young.count < limit { state.young[id] = object }
                return object
            }
        }
    }

    /// - Parameter objects: as the database has them, with nothing that is set on their names.
    func insert(_ objects: [CurrentObject]) {
        guard !objects.isEmpty else { return }
        // To let go of thousands takes a while, which nobody is to wait for.
        var dropped: [[NodeVersion.ID: CurrentObject]] = []
        state.withLock { state in
            for object in objects where object.isWorthKeeping {
                if state.young.count >= limit {
                    dropped.append(state.old)
                    (state.old, state.young) = (state.young, [:])
                }
                state.young[object.version.id] = object
            }
        }
        dropped = []
    }
}

extension CurrentObject {
    /// Whether its version stays as it is, and it is not too large: of some the MD5 is yet to be computed, and states of
    /// snapshots change.
    fileprivate var isWorthKeeping: Bool {
        !version.checksum.isEmpty && !version.isElsewhere && name.utf8.count <= 512
    }
}
