import SQLAccess
import Vocabulary

/// What everyone may read without logging in.
///
/// - Source: object-storage.md 4.10, 8.1.
public struct PublicLinkService: Sendable {
    let storage: PithosStorage

    /// The object behind a link.
    ///
    /// - Throws: itemNotFound for a link that does not exist, was withdrawn, or leads to what is gone.
    public func find(_ link: String) async throws -> ObjectInfo {
        try await storage.database.read { tx in
            guard let text = try tx.publicLinks.lookup(link: link), let path = ObjectPath(path: text),
                let version = try tx.nodes.lookup(text)?.current
            else { throw ContentFault.objectMissing }
            return ObjectInfo(
                path: path, version: version, modified: version.modified,
                metadata: try tx.metadata.list(version.id, domain: .pithos),
                system: try tx.systemMetadata.find(version.id), sharing: nil, level: .read, publicLink: nil,
                availability: try tx.versions.availability(of: version))
        }
    }
}
