import SQLAccess
public import Vocabulary

/// Objects by their uuid, with metadata of one domain: what the image registry stands on.
///
/// Permissions decide as everywhere: seeing needs read, changing metadata needs write, changing permissions needs the
/// owner. Each change of metadata is a new version of the object. Source: image.md 5, object-storage.md 4.4.
public struct ObjectCatalog: Sendable {
    let storage: PithosStorage

    /// The current object with this uuid.
    ///
    /// - Throws: itemNotFound; forbidden when it is there and the user may not read it.
    public func find(uuid: String, domain: MetadataDomain, for user: UserID) async throws -> CatalogObject {
        try await storage.database.read { tx in
            let version: NodeVersion? = try tx.first(
                """
                SELECT \(VersionStore.columns) FROM versions v
                WHERE v.uuid = \(uuid) AND v.cluster = \(NodeVersion.Cluster.normal.rawValue)
                ORDER BY v.serial DESC LIMIT 1
                """
            ).map { try NodeVersion(row: $0, from: 0) }
            guard let version, let path = try tx.nodes.lookup(version.node).flatMap({ ObjectPath(path: $0.path) })
            else {
                throw ContentFault.objectMissing
            }
            return try object(tx, path, version, domain: domain, for: user)
        }
    }

    /// The current object at a path.
    ///
    /// - Throws: as `find(uuid:)`.
    public func find(_ path: ObjectPath, domain: MetadataDomain, for user: UserID) async throws -> CatalogObject {
        try await storage.database.read { tx in
            let access = try tx.access.require(.read, on: path, for: user)
            return try object(tx, path, ObjectReader(tx: tx).find(path).version, domain: domain, level: access.level)
        }
    }

    /// All current objects that have metadata in a domain and that the user owns, was granted by name, or that are
    /// open to everyone; in order of their paths. What lies in a shared folder is readable but not listed (image.md 1).
    public func list(domain: MetadataDomain, visibleTo user: UserID) async throws -> [CatalogObject] {
        try await storage.database.read { tx in
            let rows: [(String, NodeVersion)] = try tx.all(
                """
                SELECT n.path, \(VersionStore.columns) FROM versions v JOIN nodes n ON n.node = v.node
                WHERE v.cluster = \(NodeVersion.Cluster.normal.rawValue) AND v.serial IN
                    (SELECT a.serial FROM attributes a WHERE a.domain = \(domain.rawValue) AND a.is_latest)
                ORDER BY n.path
                """
            ) { (try $0.get(0), try NodeVersion(row: $0, from: 1)) }
            let holders = Set(try tx.groups.holders(of: user))
            return try rows.compactMap { text, version -> CatalogObject? in
                guard let path = ObjectPath(path: text) else { return nil }
                let permissions = try tx.permissions.lookup(text) ?? Permissions(stored: [], [])
                let level: AccessLevel? =
                    if path.account == user {
                        .owner
                    } else if !holders.isDisjoint(with: permissions.writers) {
                        .write
                    } else if !holders.isDisjoint(with: permissions.readers) {
                        .read
                    } else {
                        nil
                    }
                guard let level else { return nil }
                return try object(tx, path, version, domain: domain, level: level)
            }
        }
    }

    /// Changes the metadata of one domain; the object as it is then. With `replace([:])` the domain is emptied.
    ///
    /// - Throws: forbidden without the right to write; itemNotFound; badRequest for what does not fit its column.
    public func setMetadata(
        uuid: String, domain: MetadataDomain, _ change: MetadataChange, for user: UserID
    ) async throws -> CatalogObject {
        let path = try await find(uuid: uuid, domain: domain, for: user).path
        return try await update(path, domain: domain, change, permissions: nil, for: user)
    }

    /// Changes metadata of one domain and, where given, the permissions of an object, in one transaction.
    ///
    /// - Throws: forbidden without the right to write, or, to change permissions, without owning it; itemNotFound.
    public func update(
        _ path: ObjectPath, domain: MetadataDomain, _ change: MetadataChange, permissions: Permissions?,
        for user: UserID
    ) async throws -> CatalogObject {
        var draft = ObjectDraft()
        draft.metadata = change
        try draft.checkLengths()
        return try await QuotaChange(storage: storage).perform(path.path, guess: [:]) { tx in
            let access = try tx.access.require(.write, on: path, for: user)
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try ObjectService(storage: storage).lockForObject(path, writer)
            var (node, version) = try ObjectReader(tx: tx).find(path)
            guard !version.isElsewhere || change.isEmptyMerge else { throw ContentFault.elsewhere }
            if case .replace(let values) = change, !values.isEmpty,
                try tx.systemMetadata.find(version.id).isReadByManifest(version)
            {
                throw Fault(
                    .badRequest,
                    "The object is put together from segments that do not end on blocks of \(storage.blocks.blockSize) bytes, so "
                        + "that it has no content of its own: copy it, and use the copy")
            }
            if let permissions {
                try tx.access.requireOwner(of: path.account, for: user)
                try tx.permissions.set(permissions, at: path.path)
            }
            var bytes: Int64 = 0
            if !change.isEmptyMerge {
                bytes = version.size - writer.freed(by: version, target.policy)
                let draft = VersionDraft(
                    hash: version.hash, size: version.size, type: version.type, source: version.id, modifiedBy: user,
                    uuid: version.uuid, checksum: version.checksum)
                version = try tx.changes.add(
                    draft, to: node, in: .init(container: target.node.id, keepsHistory: target.policy.keepsHistory),
                    metadata: .init(version: version.id, domain: domain, change: change),
                    at: writer.moment)
                node.latest = version
            }
            let updated = try object(tx, path, version, domain: domain, level: access.level)
            return .init(value: updated, bytes: [path.account: bytes])
        }
    }

    /// Replaces the permissions of an object.
    ///
    /// - Throws: forbidden for anybody but the owner; itemNotFound.
    public func setPermissions(
        uuid: String, _ permissions: Permissions, domain: MetadataDomain, for user: UserID
    ) async throws -> CatalogObject {
        let path = try await find(uuid: uuid, domain: domain, for: user).path
        return try await update(path, domain: domain, .keep, permissions: permissions, for: user)
    }

    /// The blocks of a version, in order, and its size.
    public func hashmap(of version: NodeVersion) async throws -> Hashmap {
        try await ObjectService(storage: storage).hashmap(of: version)
    }

    /// The content of a version, or a part of it, in order: regions of files, and zeros that no file holds. Nothing is
    /// read into memory by it.
    public func content(of version: NodeVersion, range: Range<Int64>? = nil) async throws -> ObjectContent {
        try await ObjectService(storage: storage).content(of: version, range: range)
    }

    // MARK: - Inside

    private func object(
        _ tx: Transaction, _ path: ObjectPath, _ version: NodeVersion, domain: MetadataDomain, for user: UserID
    ) throws -> CatalogObject {
        let access = try tx.access.require(.read, on: path, for: user)
        return try object(tx, path, version, domain: domain, level: access.level)
    }

    private func object(
        _ tx: Transaction, _ path: ObjectPath, _ version: NodeVersion, domain: MetadataDomain, level: AccessLevel
    ) throws -> CatalogObject {
        let created: Timestamp? = try tx.value(
            "SELECT MIN(mtime) FROM versions WHERE node = \(version.node)", as: VersionTime.self)?.timestamp
        return CatalogObject(
            path: path, version: version, created: created ?? version.modified,
            metadata: try tx.metadata.list(version.id, domain: domain),
            permissions: try tx.permissions.lookup(path.path) ?? Permissions(stored: [], []), level: level)
    }
}
