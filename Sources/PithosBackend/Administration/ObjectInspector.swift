import SQLAccess
public import Vocabulary

/// Shows operators all that is stored of an object, whoever owns it.
///
/// - Source: object-storage.md 6.2.
public struct ObjectInspector: Sendable {
    let storage: PithosStorage

    /// An object, or one of its versions.
    ///
    /// - Parameter domain: whose metadata is shown.
    /// - Throws: itemNotFound that says what is missing.
    public func find(
        _ path: ObjectPath, version: NodeVersion.ID? = nil, domain: String = MetadataDomain.pithos.rawValue
    ) async throws -> InspectedObject {
        try await storage.database.read { tx in
            guard try tx.nodes.lookup(path.account.rawValue) != nil else {
                throw Fault(
                    .itemNotFound,
                    "There is no account '\(path.account)'; `pithos-manage-accounts list` shows those there are.")
            }
            guard try tx.nodes.lookup(path.parent.path)?.current != nil else {
                throw Fault(.itemNotFound, "The account has no container '\(path.parent.container)'.")
            }
            return try inspect(tx, path, version, domain)
        }
    }

    /// The object with this uuid now, or one of its versions.
    ///
    /// - Throws: as `find(_:)`.
    public func find(
        uuid: String, version: NodeVersion.ID? = nil, domain: String = MetadataDomain.pithos.rawValue
    ) async throws -> InspectedObject {
        try await storage.database.read { tx in
            let path: String? = try tx.value(
                """
                SELECT n.path FROM versions v JOIN nodes n ON n.node = v.node
                WHERE v.uuid = \(uuid) ORDER BY v.cluster, v.serial DESC LIMIT 1
                """)
            guard let path = path.flatMap({ ObjectPath(path: $0) }) else {
                throw Fault(.itemNotFound, "There is no object with uuid '\(uuid)'.")
            }
            return try inspect(tx, path, version, domain)
        }
    }

    /// The blocks of a version, in order.
    ///
    /// - Throws: internalServerError in words for operators when its list of blocks is lost or damaged; forbidden for a snapshot.
    public func hashmap(of object: InspectedObject) async throws -> Hashmap {
        let version = object.version
        guard !version.isElsewhere else { throw ContentFault.elsewhere }
        guard version.size > 0, let root = version.hash else {
            return Hashmap(hashes: [version.hash ?? .empty], size: 0)
        }
        do {
            return Hashmap(hashes: try await storage.blocks.map(root), size: version.size)
        } catch let error as BlockError {
            guard error.isDamage else { throw error.fault ?? error }
            throw Fault(
                .internalServerError,
                "The list of the blocks of version \(version.id), \(root.hex), is \(error.isMissing ? "missing" : "damaged"): "
                    + "the object cannot be read. Uploading the same content again, or putting the file back from a backup, "
                    + "mends it; `snf-manage pithos-fsck` finds what else is damaged. Without --hashmap the rest is shown."
            )
        }
    }

    private func inspect(
        _ tx: Transaction, _ path: ObjectPath, _ id: NodeVersion.ID?, _ domain: String
    ) throws -> InspectedObject {
        guard let node = try tx.nodes.lookup(path.path) else {
            throw Fault(.itemNotFound, "The container has no object '\(path.name)'.")
        }
        let version: NodeVersion
        if let id {
            guard let found = try tx.versions.lookup(id), found.node == node.id else {
                throw Fault(.itemNotFound, "The object has no version \(id).")
            }
            version = found
        } else {
            guard let current = node.current else {
                throw Fault(
                    .itemNotFound,
                    "The object was deleted with version \(node.latest?.id.description ?? "0"); name an older one.")
            }
            version = current
        }
        return InspectedObject(
            path: path, version: version, isCurrent: version.id == node.current?.id,
            metadata: try tx.metadata.list(version.id)[domain] ?? [:],
            sharing: try tx.permissions.effective(path), publicLink: try tx.publicLinks.lookup(path: path.path))
    }
}

/// All that is stored of an object, or of one of its versions.
public struct InspectedObject: Sendable {
    public var path: ObjectPath
    public var version: NodeVersion
    /// Whether it is what the object is now.
    public var isCurrent: Bool
    /// Of the domain that was asked for.
    public var metadata: [String: String]
    /// The permissions that hold for the object now.
    public var sharing: Sharing?
    /// The last part of the public address that the object has now.
    public var publicLink: String?
}
