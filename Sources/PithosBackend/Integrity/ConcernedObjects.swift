import SQLAccess
import Vocabulary

/// Finds the versions that what is missing or damaged belongs to. Reads the list of versions and every hashmap: minutes
/// for millions of objects.
struct ConcernedObjects: Sendable {
    let storage: PithosStorage

    /// Versions that are read in one transaction.
    private static let versionsAStep = 2000

    /// Calls `body` for every version and each thing it lacks.
    func find(_ damages: [Damage], _ body: (ConcernedVersion) throws -> Void) async throws {
        var byName: [StoredKind: [BlockHash: Damage]] = [:]
        for damage in damages { byName[damage.kind, default: [:]][damage.hash] = damage }
        var position = NodeVersion.ID(0)
        while true {
            let begin = position
            let page = try await storage.database.read {
                try $0.versions.contents(after: begin, limit: Self.versionsAStep)
            }
            guard let end = page.last?.id else { return }
            position = end
            var lacking: [NodeVersion.ID: Set<Damage>] = [:]
            for version in page {
                let found = try await lacks(of: version, in: byName)
                if !found.isEmpty { lacking[version.id] = found }
            }
            for found in try await describe(lacking) { try body(found) }
            try Task.checkCancellation()
        }
    }

    private func lacks(
        of version: VersionContent, in byName: [StoredKind: [BlockHash: Damage]]
    ) async throws -> Set<Damage> {
        guard let root = version.hash else { return [] }
        var found: Set<Damage> = []
        if let map = byName[.map]?[root] { found.insert(map) }
        guard let blocks = byName[.block] else { return found }
        if let block = blocks[root] { found.insert(block) }
        // The root of one block is the block: no need to read the map.
        guard version.size > Int64(storage.blocks.blockSize) else { return found }
        do {
            for hash in try await storage.blocks.map(root) {
                if let block = blocks[hash] { found.insert(block) }
            }
        } catch let error as BlockError where error.isDamage {
            // Said of the map itself.
        }
        return found
    }

    private func describe(_ lacking: [NodeVersion.ID: Set<Damage>]) async throws -> [ConcernedVersion] {
        guard !lacking.isEmpty else { return [] }
        return try await storage.database.read { tx in
            var concerned: [ConcernedVersion] = []
            for id in lacking.keys.sorted() {
                // It may have been deleted meanwhile.
                guard let version = try tx.versions.lookup(id), let node = try tx.nodes.lookup(version.node) else {
                    continue
                }
                for damage in (lacking[id] ?? []).sorted(by: { $0.hash < $1.hash }) {
                    concerned.append(
                        ConcernedVersion(
                            damage: damage, path: node.path, version: id, isCurrent: version.cluster == .normal,
                            modified: version.modified))
                }
            }
            return concerned
        }
    }
}
