import SQLAccess
import Settings
import Vocabulary

/// Changes objects inside a transaction: one place for what every kind of write does. The lock on the container comes
/// first, always.
struct ObjectWriter {
    let tx: Transaction
    let storage: PithosStorage
    let user: UserID
    let moment: Timestamp

    /// A container under its lock.
    struct Target {
        var node: Node
        var policy: ContainerPolicy
    }

    /// The content of a new version.
    struct Content {
        var hash: BlockHash?
        var size: Int64
        var checksum: String
        var type: String
        /// Kept when given: a move, a copy onto itself.
        var uuid: String?
        /// The version it comes from; of the object's own past when nil.
        var source: NodeVersion.ID?
        /// Metadata of all domains is taken over from it.
        var metadataSource: NodeVersion.ID?
        var system = SystemMetadataChange.keep
    }

    /// - Throws: itemNotFound.
    func lock(_ container: ContainerPath) throws -> Target {
        let reader = ContainerReader(tx: tx, defaults: storage.defaultPolicy)
        let node = try reader.find(container, locking: true).node
        return Target(node: node, policy: try reader.policy(of: node))
    }

    /// Bytes of quota that a version gives back when it is superseded or deleted. Where history is paid for it gives
    /// back nothing until it is purged. Source: object-storage.md 4.7.
    func freed(by version: NodeVersion?, _ policy: ContainerPolicy) -> Int64 {
        guard let version else { return 0 }
        return policy.keepsHistory && !storage.settings.hasFreeVersioning ? 0 : version.size
    }

    /// Makes a new current version. Returns it, and the bytes of quota it took.
    func put(
        _ content: Content, at path: ObjectPath, in target: Target, metadata: MetadataChange
    ) throws -> (version: NodeVersion, bytes: Int64) {
        let node = try tx.nodes.create(path.path, parent: target.node.id)
        let previous = node.current
        let draft = VersionDraft(
            hash: content.hash, size: content.size, type: content.type, source: content.source ?? previous?.id,
            modifiedBy: user, uuid: content.uuid ?? previous?.uuid ?? UUIDText.random(), checksum: content.checksum)
        let version = try tx.changes.add(
            draft, to: node, in: .init(container: target.node.id, keepsHistory: target.policy.keepsHistory),
            metadata: .init(
                version: content.metadataSource ?? previous?.id, change: metadata, system: content.system),
            at: moment)
        return (version, content.size - freed(by: previous, target.policy))
    }

    /// Marks an object deleted; its permissions and public link go. Returns the bytes of quota it took.
    func delete(_ path: ObjectPath, node: Node, current: NodeVersion, in target: Target) throws -> Int64 {
        let draft = VersionDraft(source: current.id, modifiedBy: user, uuid: current.uuid, cluster: .deleted)
        _ = try tx.changes.add(
            draft, to: node, in: .init(container: target.node.id, keepsHistory: target.policy.keepsHistory),
            metadata: .init(), at: moment)
        try tx.permissions.clear([path.path])
        try tx.publicLinks.unpublish([path.path])
        return -freed(by: current, target.policy)
    }

    /// - Throws: requestEntityTooLarge when the container grew beyond its quota.
    func checkQuota(of target: Target, grownBy bytes: Int64) throws {
        guard bytes > 0, target.policy.quota > 0 else { return }
        let usage = try tx.statistics.find(target.node.id, .normal).size
        guard usage <= target.policy.quota else {
            throw Fault(
                .requestEntityTooLarge,
                "Quota error: Container quota exceeded: limit: \(target.policy.quota), usage: \(usage)")
        }
    }

    /// Sets permissions and the public link where the draft says so; both are the owner's to set.
    func share(_ path: ObjectPath, as draft: ObjectDraft) throws {
        if let permissions = draft.permissions {
            try tx.access.requireOwner(of: path.account, for: user)
            try tx.permissions.set(permissions, at: path.path)
        }
        guard let isPublic = draft.isPublic else { return }
        try tx.access.requireOwner(of: path.account, for: user)
        if isPublic {
            try tx.publicLinks.publish(
                path.path, bytes: storage.settings.publicURLSecurity,
                alphabet: Array(storage.settings.publicURLAlphabet))
        } else {
            try tx.publicLinks.unpublish([path.path])
        }
    }

    /// The objects below a folder, current ones, in order.
    func children(
        of path: ObjectPath, delimiter: String
    ) throws -> [(path: ObjectPath, node: Node, version: NodeVersion)] {
        let prefix = path.name.hasSuffix(delimiter) ? path.name : path.name + delimiter
        let range = PathRange(prefix: path.parent.objectPrefix + prefix)
        return try list(range).filter { $0.path != path }
    }

    /// All current objects of a container.
    func objects(of container: ContainerPath) throws -> [(path: ObjectPath, node: Node, version: NodeVersion)] {
        try list(PathRange(prefix: container.objectPrefix))
    }

    private func list(_ range: PathRange) throws -> [(path: ObjectPath, node: Node, version: NodeVersion)] {
        var condition: SQL = "n.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND n.path < \(upper)" }
        return try tx.all(
            """
            SELECT n.parent, n.path, \(VersionStore.columns) FROM nodes n JOIN versions v ON v.serial = n.latest_version
            WHERE \(condition) AND v.cluster = \(NodeVersion.Cluster.normal.rawValue) ORDER BY n.path
            """
        ) { row in
            let version = try NodeVersion(row: row, from: 2)
            let text: String = try row.get(1)
            guard let path = ObjectPath(path: text) else {
                throw DatabaseError.unexpectedValue(column: "path", type: "an object's path")
            }
            return (path, Node(id: version.node, parent: try row.get(0), path: text, latest: version), version)
        }
    }
}
