import SQLAccess
import Settings
import Vocabulary

/// Brings the objects of one account into another, each in a transaction of its own. See `AccountMerge`.
///
/// - Source: object-storage.md 4.2, 4.7, 6.3.
struct ObjectCarrier: Sendable {
    let storage: PithosStorage
    let source: UserID
    let destination: UserID
    /// Those of the source that the destination has too.
    let groups: Set<String>
    /// Whether anything of the source is counted.
    let givesBack: Bool

    /// Both objects' containers under their locks.
    private struct Pair {
        var place: ObjectPath
        var origin: ObjectWriter.Target
        var target: ObjectWriter.Target
    }

    /// An object that is there. How many versions of its past went over; nil when it had been brought before.
    ///
    /// - Throws: requestEntityTooLarge; itemNotFound without one of the containers.
    func carry(_ from: ObjectPath) async throws -> Int? {
        let place = try place(of: from)
        // How much it takes is told by the change itself, which is then made again under the right commission.
        return try await QuotaChange(storage: storage).perform(place.path, guess: [:]) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: destination, moment: storage.now())
            let pair = try lock(from, place, writer)
            guard let node = try tx.nodes.lookup(from.path), let version = node.current else {
                return .init(value: nil, bytes: [:])
            }
            let made = try tx.nodes.create(place.path, parent: pair.target.node.id)
            if let there = made.current, there.source == version.id, there.hash == version.hash {
                return .init(value: nil, bytes: [:])
            }
            let past = try movePast(of: node, but: version.id, to: made, tx, pair)
            var content = ObjectWriter.Content(version, uuid: made.current?.uuid ?? UUIDText.random())
            content.metadataSource = version.id
            var draft = ObjectDraft()
            draft.permissions = try permissions(of: from, tx)
            draft.isPublic = try tx.publicLinks.lookup(path: from.path) != nil
            let put = try writer.put(content, at: place, in: pair.target, as: draft)
            try writer.checkQuota(of: pair.target, grownBy: put.growth)
            try writer.share(place, as: draft)
            return .init(value: past.count, bytes: bytes(past, put))
        }
    }

    /// The past of an object that was deleted, which leaves nothing at the source then. How many versions went over; nil
    /// where there were none: that it was deleted is nothing to bring.
    ///
    /// - Throws: as `carry`.
    func carryPast(of from: ObjectPath) async throws -> Int? {
        let place = try place(of: from)
        return try await QuotaChange(storage: storage).perform(place.path, guess: [:]) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: destination, moment: storage.now())
            let pair = try lock(from, place, writer)
            guard let node = try tx.nodes.lookup(from.path), node.current == nil, try hasPast(node, tx) else {
                return .init(value: nil, bytes: [:])
            }
            let other = try tx.nodes.create(place.path, parent: pair.target.node.id)
            let past = try movePast(of: node, but: nil, to: other, tx, pair)
            try tx.nodes.delete([node.id])
            let newest: NodeVersion.ID? = try tx.value("SELECT MAX(serial) FROM versions WHERE node = \(other.id)")
            guard let current = other.current else {
                try tx.nodes.setLatest(newest, of: other.id)
                return .init(value: past.count, bytes: bytes(past, nil))
            }
            guard let newest, newest > current.id else {
                return .init(value: past.count, bytes: bytes(past, nil))
            }
            // What is there has to be the newest, or it would seem to have been deleted since.
            let put = try writer.put(
                ObjectWriter.Content(current, uuid: current.uuid), at: place, over: other, in: pair.target,
                as: ObjectDraft())
            return .init(value: past.count, bytes: bytes(past, put))
        }
    }

    private func place(of from: ObjectPath) throws -> ObjectPath {
        try ObjectPath(try ContainerPath(account: destination, container: from.parent.container), name: from.name)
    }

    /// In the order of their names, as everybody locks two.
    private func lock(_ from: ObjectPath, _ place: ObjectPath, _ writer: ObjectWriter) throws -> Pair {
        let isFirst = PathRange.isLess(from.parent.path, place.parent.path)
        let first = try writer.lock(isFirst ? from.parent : place.parent)
        let second = try writer.lock(isFirst ? place.parent : from.parent)
        return isFirst
            ? Pair(place: place, origin: first, target: second) : Pair(place: place, origin: second, target: first)
    }

    private func hasPast(_ node: Node, _ tx: Transaction) throws -> Bool {
        let history = NodeVersion.Cluster.history.rawValue
        return try tx.first("SELECT 1 FROM versions WHERE node = \(node.id) AND cluster = \(history) LIMIT 1") != nil
    }

    /// Bytes of quota: the past's, where it is paid for, and what was written.
    private func bytes(_ past: (count: Int, bytes: Int64), _ put: ObjectWriter.Made?) -> QuotaBytes {
        let paid = storage.settings.hasFreeVersioning ? 0 : past.bytes
        return [source: givesBack ? -paid : 0, destination: (put?.bytes ?? 0) + paid]
    }

    /// Gives all versions, but the current one, to another object. Their numbers grow with time over the whole database, so
    /// they find their places among the other's. How many superseded ones there were, and their bytes.
    private func movePast(
        of node: Node, but current: NodeVersion.ID?, to other: Node, _ tx: Transaction, _ pair: Pair
    ) throws -> (count: Int, bytes: Int64) {
        var condition: SQL = "node = \(node.id)"
        if let current { condition += " AND serial <> \(current)" }
        var past = (count: 0, bytes: Int64(0))
        for cluster in [NodeVersion.Cluster.history, .deleted] {
            let row = try tx.first(
                """
                SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM versions
                WHERE \(condition) AND cluster = \(cluster.rawValue)
                """)
            guard let row else { continue }
            let (count, bytes): (Int64, Int64) = (try row.get(0), try row.get(1))
            guard count > 0 else { continue }
            let moment = storage.now()
            try tx.statistics.adjust(pair.origin.node.id, cluster, population: -count, size: -bytes, at: moment)
            try tx.statistics.adjust(pair.target.node.id, cluster, population: count, size: bytes, at: moment)
            if cluster == .history { past = (Int(count), bytes) }
        }
        try tx.run(
            """
            UPDATE attributes SET node = \(other.id), is_latest = FALSE
            WHERE serial IN (SELECT serial FROM versions WHERE \(condition))
            """)
        try tx.run("UPDATE versions SET node = \(other.id) WHERE \(condition)")
        return past
    }

    /// Shared with the same users; with groups of the source by the name that they have at the destination, where they
    /// went over.
    private func permissions(of path: ObjectPath, _ tx: Transaction) throws -> Permissions {
        guard let permissions = try tx.permissions.lookup(path.path) else { return Permissions(stored: [], []) }
        let names = Dictionary(
            groups.map { ("\(source):\($0)".lowercased(), "\(destination):\($0)".lowercased()) },
            uniquingKeysWith: { first, _ in first })
        return Permissions(
            stored: permissions.readers.map { names[$0] ?? $0 }, permissions.writers.map { names[$0] ?? $0 })
    }
}

extension ObjectWriter.Content {
    /// The same content as a version's.
    fileprivate init(_ version: NodeVersion, uuid: String) {
        self.init(
            hash: version.hash, size: version.size, checksum: version.checksum, type: version.type, uuid: uuid,
            source: version.id, metadataSource: nil, snapshot: version.isElsewhere ? version.id : nil)
    }
}
