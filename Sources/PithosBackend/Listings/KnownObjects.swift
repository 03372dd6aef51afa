import Synchronization
import Vocabulary

/// Objects as lists showed them of late, by version, and which versions they showed: what a list that is asked for again need
/// not read, decode and write anew.
///
/// A version never changes, and its serial is given once. What may change the database is asked for each time: the state of
/// the container, which versions are current where that is another, and permissions and links. An administrator's merge
/// gives a version to another node, and a database that was restored may give a serial again: node and time have to agree.
final class KnownObjects: Sendable {
    typealias Version = (id: NodeVersion.ID, node: Node.ID, modified: Timestamp)

    /// Objects of each age are a dozen thousand; with their texts about a kilobyte each.
    private let objects: Mutex<Generations<NodeVersion.ID, CurrentObject>>
    /// Of each age as many, 24 KB at most each.
    private let batches = Mutex(Generations<ListedBatch, [Version]>(limit: 128))

    init(limit: Int = 12_000) {
        objects = Mutex(Generations(limit: limit))
    }

    /// Those that are known, in the same order; nil for each that is not.
    func find(_ versions: [Version]) -> [CurrentObject?] {
        objects.withLock { objects in
            versions.map { id, node, modified in
                guard let object = objects.find(id), object.version.node == node, object.version.modified == modified
                else { return nil }
                return object
            }
        }
    }

    /// - Parameter found: as the database has them, with nothing that is set on their names.
    func insert(_ found: [CurrentObject]) {
        guard !found.isEmpty else { return }
        var dropped: [[NodeVersion.ID: CurrentObject]] = []
        objects.withLock { objects in
            for object in found where object.isWorthKeeping {
                if let old = objects.insert(object, for: object.version.id) { dropped.append(old) }
            }
        }
    }

    /// What a batch is; nil where that is not known.
    func versions(of batch: ListedBatch) -> [Version]? { batches.withLock { $0.find(batch) } }

    func insert(_ versions: [Version], of batch: ListedBatch) {
        _ = batches.withLock { $0.insert(versions, for: batch) }
    }
}

/// A look-up that finds the same whenever it is made, for a container that changed has another state.
struct ListedBatch: Hashable {
    private let container: ContainerState
    private let lower: ExactText
    private let upper: ExactText?
    private let isReversed: Bool
    private let limit: Int

    /// - Parameter limit: most objects.
    init(_ container: ContainerState, _ range: PathRange, isReversed: Bool, limit: Int) {
        self.container = container
        lower = ExactText(range.lower)
        upper = range.upper.map { ExactText($0) }
        self.isReversed = isReversed
        self.limit = limit
    }
}

extension CurrentObject {
    /// Whether its version stays as it is, and it is not too large: of some the MD5 is yet to be computed, and states of
    /// snapshots change.
    fileprivate var isWorthKeeping: Bool {
        !version.checksum.isEmpty && !version.isElsewhere && name.utf8.count <= 512
    }
}
