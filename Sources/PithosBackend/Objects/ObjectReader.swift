import SQLAccess
import Vocabulary

/// Looks at objects inside a transaction.
struct ObjectReader {
    let tx: Transaction

    /// The node and the version asked for; the current one where none is.
    ///
    /// - Throws: itemNotFound for what is not there, was deleted, or belongs to another object.
    func find(_ path: ObjectPath, version id: NodeVersion.ID? = nil) throws -> (node: Node, version: NodeVersion) {
        guard let node = try tx.nodes.lookup(path.path) else { throw ContentFault.objectMissing }
        guard let id else {
            guard let current = node.current else { throw ContentFault.objectMissing }
            return (node, current)
        }
        guard let version = try tx.versions.lookup(id), version.node == node.id, version.cluster != .deleted else {
            throw ContentFault.versionMissing
        }
        return (node, version)
    }

    /// Everything a caller may know of an object.
    ///
    /// - Throws: forbidden, itemNotFound.
    func info(_ path: ObjectPath, version id: NodeVersion.ID?, for user: UserID) throws -> ObjectInfo {
        let access = try tx.access.require(.read, on: path, for: user)
        let (node, version) = try find(path, version: id)
        let isCurrent = id == nil
        return ObjectInfo(
            path: path, version: version, modified: node.latest?.modified ?? version.modified,
            metadata: try tx.metadata.list(version.id, domain: .pithos), system: try tx.systemMetadata.find(version.id),
            sharing: isCurrent ? access.sharing : nil,
            level: access.level,
            publicLink: isCurrent && access.level == .owner ? try tx.publicLinks.lookup(path: path.path) : nil,
            availability: try tx.versions.availability(of: version))
    }
}
