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
        /// Of a snapshot: the version that tells where its content is.
        var snapshot: NodeVersion.ID?
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

    /// What a write made.
    struct Made {
        var version: NodeVersion
        /// Bytes of quota it took; negative when it gave some back.
        var bytes: Int64
        /// Bytes by which the container's current objects grew. Not the same where history is paid for.
        var growth: Int64
    }

    /// Makes a new current version of whatever lies there.
    ///
    /// - Throws: as the other `put`.
    func put(_ content: Content, at path: ObjectPath, in target: Target, as object: ObjectDraft) throws -> Made {
        try put(content, at: path, over: try tx.nodes.lookup(path.path), in: target, as: object)
    }

    /// Makes a new current version.
    ///
    /// - Parameters:
    ///   - existing: what was found at the path.
    ///   - object: its metadata and their limits count.
    /// - Throws: badRequest for more metadata than an object keeps; forbidden for a snapshot, for an expiry of what the user
    ///   may not delete, and for a folder of what was granted to the user as an object.
    func put(
        _ content: Content, at path: ObjectPath, over existing: Node?, in target: Target, as object: ObjectDraft
    ) throws -> Made {
        // A new version would lose where the content is.
        guard content.hash != nil || content.size == 0 || content.snapshot != nil else {
            throw ContentFault.elsewhere
        }
        if user != path.account, try expires(content) { try tx.access.requireDelete(of: path, for: user) }
        let node = try existing ?? tx.nodes.make(path.path, parent: target.node.id)
        let previous = node.current
        if user != path.account { try requireSameReach(of: path, from: previous?.type, to: content.type) }
        let draft = VersionDraft(
            hash: content.hash, size: content.size, type: content.type, source: content.source ?? previous?.id,
            modifiedBy: user, uuid: content.uuid ?? previous?.uuid ?? UUIDText.random(), checksum: content.checksum,
            snapshot: content.snapshot)
        let version = try tx.changes.add(
            draft, to: node, in: .init(container: target.node.id, keepsHistory: target.policy.keepsHistory),
            metadata: .init(
                version: content.metadataSource ?? previous?.id, change: object.metadata, system: content.system,
                limits: object.limits ?? storage.metadataLimits), at: moment)
        return Made(
            version: version, bytes: content.size - freed(by: previous, target.policy),
            growth: content.size - (previous?.size ?? 0))
    }

    /// Permissions on a folder hold for all below it: who was granted one object may not make a folder of it.
    ///
    /// - Throws: forbidden.
    private func requireSameReach(of path: ObjectPath, from before: String?, to type: String) throws {
        guard DirectoryMarker.isMarker(type), before.map({ !DirectoryMarker.isMarker($0) }) ?? false,
            try tx.permissions.lookup(path.path) != nil
        else { return }
        throw ContentFault.notAllowed
    }

    /// Whether the content comes with a moment at which it goes: its own, or that of what it is a copy of.
    private func expires(_ content: Content) throws -> Bool {
        if content.system.setsExpiry { return true }
        return try content.metadataSource.map { try tx.systemMetadata.find($0).deleteAt != nil } ?? false
    }

    /// Makes a new current version with all that a draft asks for, within the container's quota.
    ///
    /// - Parameter existing: what was found at the path.
    /// - Throws: requestEntityTooLarge; forbidden for what only the owner may set; badRequest.
    func replace(
        _ path: ObjectPath, existing: Node?, by content: Content, in target: Target, as draft: ObjectDraft
    ) throws -> QuotaChange.Outcome<WrittenObject> {
        let made = try put(content, at: path, over: existing, in: target, as: draft)
        try checkQuota(of: target, grownBy: made.growth)
        try share(path, as: draft)
        return .init(value: WrittenObject(made.version), bytes: [path.account: made.bytes])
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

    /// What makes a container smaller always passes, also in one that was too full before.
    ///
    /// - Throws: requestEntityTooLarge when the container grew beyond its quota.
    func checkQuota(of target: Target, grownBy growth: Int64) throws {
        guard growth > 0, target.policy.quota > 0 else { return }
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

}
