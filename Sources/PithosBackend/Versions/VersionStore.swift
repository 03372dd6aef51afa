import SQLAccess
import Vocabulary

/// The table `versions`, and the columns of it that other stores join.
struct VersionStore {
    let tx: Transaction

    /// All columns of `versions v`, in the order `NodeVersion.init(row:from:)` reads them.
    static let columns: SQL = """
        v.serial, v.node, v.hash, v.size, v.type, v.source, v.mtime, v.muser, v.uuid, v.checksum, v.cluster
        """
    /// How many those are.
    static let columnCount = 11

    func lookup(_ id: NodeVersion.ID) throws -> NodeVersion? {
        try tx.first("SELECT \(Self.columns) FROM versions v WHERE v.serial = \(id)").map {
            try NodeVersion(row: $0, from: 0)
        }
    }

    /// The state of a node at a moment: its newest version from before it; nil where there was none or it was deleted.
    func lookup(node: Node.ID, before moment: Timestamp) throws -> NodeVersion? {
        let version = try tx.first(
            """
            SELECT \(Self.columns) FROM versions v
            WHERE v.serial = (SELECT MAX(serial) FROM versions WHERE node = \(node) AND mtime < \(.time(moment)))
            """
        ).map { try NodeVersion(row: $0, from: 0) }
        return version.flatMap { $0.cluster == .deleted ? nil : $0 }
    }

    /// All versions of a node with content, oldest first.
    func list(node: Node.ID) throws -> [NodeVersion] {
        try tx.all(
            """
            SELECT \(Self.columns) FROM versions v
            WHERE v.node = \(node) AND v.cluster <> \(NodeVersion.Cluster.deleted.rawValue) ORDER BY v.serial
            """
        ) { try NodeVersion(row: $0, from: 0) }
    }

    /// What versions have of content, in order of serial, after `last`: the root of the hashmap, and bytes.
    func contents(after last: NodeVersion.ID, limit: Int) throws -> [VersionContent] {
        try tx.all(
            """
            SELECT serial, hash, size FROM versions WHERE serial > \(last) AND hash IS NOT NULL
            ORDER BY serial LIMIT \(limit)
            """
        ) {
            VersionContent(id: try $0.get(0), hash: BlockHash(hex: try $0.get(1, as: String.self)), size: try $0.get(2))
        }
    }

    /// The newest serial that was given out to what is still there.
    func last() throws -> NodeVersion.ID? { try tx.value("SELECT MAX(serial) FROM versions") }

    func insert(_ draft: VersionDraft, node: Node.ID, at moment: Timestamp) throws -> NodeVersion {
        let map = Self.map(of: draft)
        let serial: NodeVersion.ID? = try tx.value(
            """
            INSERT INTO versions (node, hash, size, type, source, mtime, muser, uuid, checksum, cluster\(map.column))
            VALUES (\(node), \(draft.hash?.hex), \(draft.size), \(draft.type), \(draft.source), \(.time(moment)),
                \(draft.modifiedBy), \(draft.uuid), \(draft.checksum), \(draft.cluster.rawValue)\(map.value))
            RETURNING serial
            """)
        guard let serial else { throw DatabaseError.noRow(statement: "INSERT INTO versions") }
        if let snapshot = draft.snapshot { try carryOver(snapshot, to: serial) }
        return NodeVersion(
            id: serial, node: node, hash: draft.hash, size: draft.size, type: draft.type, source: draft.source,
            modified: moment, modifiedBy: draft.modifiedBy, uuid: draft.uuid, checksum: draft.checksum,
            cluster: draft.cluster)
    }

    /// A map that Archipelago made has a name of its own, which stays with the content until it is taken over.
    private static func map(of draft: VersionDraft) -> (column: SQL, value: SQL) {
        guard let source = draft.source, let hash = draft.hash else { return ("", "") }
        return (
            ", mapfile", ", (SELECT s.mapfile FROM versions s WHERE s.serial = \(source) AND s.hash = \(hash.hex))"
        )
    }

    /// Where the content of a snapshot is, and its state.
    private func carryOver(_ snapshot: NodeVersion.ID, to id: NodeVersion.ID) throws {
        try tx.run(
            """
            UPDATE versions SET (hash, available, map_check_timestamp, mapfile, is_snapshot) =
                (SELECT s.hash, s.available, s.map_check_timestamp, s.mapfile, s.is_snapshot
                FROM versions s WHERE s.serial = \(snapshot))
            WHERE serial = \(id)
            """)
    }

    /// The states of snapshots; a number that nobody knows counts as broken.
    func availability(of ids: [NodeVersion.ID]) throws -> [NodeVersion.ID: Availability] {
        let rows = try tx.all("SELECT serial, available FROM versions WHERE serial IN \(.list(ids))") { row in
            (try row.get(0, as: NodeVersion.ID.self), Availability(rawValue: try row.get(1)) ?? .broken)
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Nil for what has its content here.
    func availability(of version: NodeVersion) throws -> Availability? {
        version.isElsewhere ? try availability(of: [version.id])[version.id] : nil
    }

    func move(_ id: NodeVersion.ID, to cluster: NodeVersion.Cluster) throws {
        try tx.run("UPDATE versions SET cluster = \(cluster.rawValue) WHERE serial = \(id)")
    }

    /// Removes versions for good, with their attributes.
    func delete(_ ids: [NodeVersion.ID]) throws {
        for start in stride(from: 0, to: ids.count, by: 500) {
            let part: SQL = .list(ids[start..<min(start + 500, ids.count)])
            try tx.run("DELETE FROM attributes WHERE serial IN \(part)")
            try tx.run("DELETE FROM versions WHERE serial IN \(part)")
        }
    }

    /// Fills in the MD5 of a version's content, and of all versions of its object that have the same content.
    func setChecksum(_ checksum: String, of version: NodeVersion) throws {
        try tx.run(
            """
            UPDATE versions SET checksum = \(checksum)
            WHERE node = \(version.node) AND hash = \(version.hash?.hex) AND size = \(version.size) AND checksum = ''
            """)
    }
}

/// The content of a version, by name.
struct VersionContent: Sendable {
    var id: NodeVersion.ID
    /// Nil for what is no hashmap in this store: names that the original's later versions gave to content of others.
    var hash: BlockHash?
    /// Bytes.
    var size: Int64
}

extension NodeVersion {
    /// Of a row without one, which only an old database can hold.
    static let unknownTime = Timestamp(microseconds: 0)

    /// From the columns of `VersionStore.columns`, the first of which is at `index`.
    init(row: Row, from index: Int) throws {
        let cluster: Int = try row.get(index + 10)
        self.init(
            id: try row.get(index), node: try row.get(index + 1),
            hash: try row.getOptional(index + 2, as: String.self).flatMap { BlockHash(hex: $0) },
            size: try row.get(index + 3), type: try row.get(index + 4), source: try row.getOptional(index + 5),
            modified: try row.getOptional(index + 6, as: VersionTime.self)?.timestamp ?? Self.unknownTime,
            modifiedBy: try row.get(index + 7), uuid: try row.get(index + 8), checksum: try row.get(index + 9),
            cluster: NodeVersion.Cluster(rawValue: cluster) ?? .history)
    }
}
