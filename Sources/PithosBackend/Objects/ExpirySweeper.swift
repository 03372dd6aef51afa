import SQLAccess
import Vocabulary

/// Deletes objects whose time has come (`X-Delete-At`). Until it does they are hidden from OpenStack Swift's clients.
///
/// May run at any time, and beside other processes.
public struct ExpirySweeper: Sendable {
    let storage: PithosStorage

    /// Objects of one look.
    private static let objectsALook = 1000

    /// - Returns: how many objects were deleted.
    /// - Throws: what the database and Astakos throw; nothing is lost by it.
    @discardableResult
    public func pass() async throws -> Int {
        let service = ObjectService(storage: storage)
        var count = 0
        while true {
            let expired = try await list()
            let before = count
            for object in expired {
                do {
                    if try await service.delete(object.path, ifVersion: object.version) { count += 1 }
                } catch let fault as Fault where fault.kind == .itemNotFound {
                    continue
                }
            }
            if expired.count < Self.objectsALook || count == before { return count }
        }
    }

    /// Current objects whose time has come, longest overdue first.
    private func list() async throws -> [(path: ObjectPath, version: NodeVersion.ID)] {
        let now = storage.now().microseconds / 1_000_000
        return try await storage.database.read { tx in
            let rows: [(String, NodeVersion.ID)] = try tx.all(
                """
                SELECT n.path, v.serial FROM system_metadata s
                JOIN versions v ON v.serial = s.serial
                JOIN nodes n ON n.node = v.node AND n.latest_version = v.serial
                WHERE s.key = 'delete-at' AND s.value <= \(SystemMetadata.text(deleteAt: now))
                    AND v.cluster = \(NodeVersion.Cluster.normal.rawValue)
                ORDER BY s.value LIMIT \(Self.objectsALook)
                """
            ) { (try $0.get(0), try $0.get(1)) }
            return rows.compactMap { text, version in ObjectPath(path: text).map { ($0, version) } }
        }
    }
}
