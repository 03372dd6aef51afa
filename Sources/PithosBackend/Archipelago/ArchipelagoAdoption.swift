import SQLAccess
import Vocabulary

/// Takes over what Synnefo 0.16 to 0.21 stored through Archipelago: files that lie elsewhere get their places, and maps with
/// names of their own are written as everybody else reads them, once what they name is what the version says.
///
/// Runs beside the service, and may be broken off and begun anew: a version whose map was taken over names it no more.
///
/// - Source: object-storage.md 5.3.
public struct ArchipelagoAdoption: Sendable {
    let storage: PithosStorage

    /// Versions that are looked at in one transaction.
    private static let versionsAStep = 500

    public struct Report: Sendable {
        /// Blocks and maps that lay where Archipelago puts them.
        public var files = AdoptedFiles()
        /// Maps that were, or are to be, written anew.
        public var maps = 0
        /// Maps that cannot be taken over, and why.
        public var failures: [(map: String, reason: String)] = []
    }

    public enum Phase: Sendable, Hashable {
        case files, maps
    }

    private struct Item: Sendable {
        var id: NodeVersion.ID
        var root: BlockHash
        var size: Int64
        var map: String
    }

    /// - Parameters:
    ///   - isDryRun: only counts; whether maps can be read is looked at all the same.
    ///   - progress: told how far each phase is, from 0 to 1.
    /// - Throws: `BlockError` and `DatabaseError` when something cannot be reached; itemNotFound for a store of another kind.
    public func run(
        isDryRun: Bool, progress: @escaping @Sendable (Phase, Double) -> Void = { _, _ in }
    ) async throws -> Report {
        let stores = (storage.blocks.collectableParts ?? []).compactMap { $0 as? any ArchipelagoStore }
        guard !stores.isEmpty else {
            throw Fault(.itemNotFound, "The block store is none that Archipelago could have written.")
        }
        var report = Report()
        for store in stores {
            report.files += try await store.adoptFiles(isDryRun: isDryRun) { progress(.files, $0) }
        }
        let last = try await storage.database.read { try $0.versions.last() } ?? NodeVersion.ID(0)
        var position = NodeVersion.ID(0)
        while true {
            let begin = position
            let (items, next) = try await storage.database.read { tx in try Self.items(tx, after: begin) }
            for item in items { try await adopt(item, from: stores, isDryRun: isDryRun, &report) }
            guard let next else { return report }
            position = next
            progress(.maps, Double(next.rawValue) / Double(max(1, last.rawValue)))
        }
    }

    /// How many versions have a map of a name of its own: what moves or removes maps by their hashes passes it over.
    public func namedMaps() async throws -> Int64 {
        try await storage.database.read { tx in
            try tx.value(
                """
                SELECT COUNT(*) FROM versions WHERE mapfile IS NOT NULL AND NOT is_snapshot AND length(hash) = 64
                """) ?? 0
        }
    }

    /// Versions whose map has a name of its own, and the last that was looked at; nil when there are no more.
    private static func items(
        _ tx: Transaction, after begin: NodeVersion.ID
    ) throws -> (items: [Item], next: NodeVersion.ID?) {
        var items: [Item] = []
        var next: NodeVersion.ID?
        var count = 0
        try tx.forEach(
            """
            SELECT serial, hash, size, mapfile FROM versions
            WHERE serial > \(begin) AND mapfile IS NOT NULL AND NOT is_snapshot ORDER BY serial LIMIT \(versionsAStep)
            """
        ) { row in
            let id: NodeVersion.ID = try row.get(0)
            (count, next) = (count + 1, id)
            // What has no hash of ours lies outside of the object store.
            guard let root = try row.getOptional(1, as: String.self).flatMap({ BlockHash(hex: $0) }) else { return }
            items.append(Item(id: id, root: root, size: try row.get(2), map: try row.get(3)))
        }
        return (items, count == versionsAStep ? next : nil)
    }

    private func adopt(
        _ item: Item, from stores: [any ArchipelagoStore], isDryRun: Bool, _ report: inout Report
    ) async throws {
        do {
            if try await !isThere(item.root) {
                let hashmap = Hashmap(hashes: try await read(item, from: stores), size: item.size)
                guard try await storage.blocks.compute({ hashmap.root }) == item.root else {
                    throw ArchipelagoMap.Unreadable(description: "its blocks are not those of version \(item.id)")
                }
                if !isDryRun {
                    try await write(hashmap)
                    guard try await isThere(item.root) else {
                        throw ArchipelagoMap.Unreadable(description: "something else lies in its place")
                    }
                }
            }
            report.maps += 1
            guard !isDryRun else { return }
            try await storage.database.write { tx in
                try tx.run("UPDATE versions SET mapfile = NULL WHERE serial = \(item.id) AND mapfile = \(item.map)")
            }
        } catch let error as ArchipelagoMap.Unreadable {
            report.failures.append((item.map, "\(error)"))
        }
    }

    /// Whether a map lies where it is looked for, and is what its name says. What is not is set aside where the store can.
    private func isThere(_ root: BlockHash) async throws -> Bool {
        do {
            let hashes = try await storage.blocks.map(root)
            return try await storage.blocks.compute { Hashmap(hashes: hashes, size: 0).root == root }
        } catch BlockError.missingMap, BlockError.damagedMap {
            return false
        }
    }

    private func read(_ item: Item, from stores: [any ArchipelagoStore]) async throws -> [BlockHash] {
        for store in stores {
            guard let header = try await store.archipelagoObject(item.map) else { continue }
            let map = try ArchipelagoMap(name: item.map, header: header)
            guard map.blockSize == storage.blocks.blockSize else {
                throw ArchipelagoMap.Unreadable(description: "its blocks have \(map.blockSize) bytes")
            }
            var hashes: [BlockHash] = []
            for part in map.parts {
                guard let content = try await store.archipelagoObject(part.name) else {
                    throw ArchipelagoMap.Unreadable(description: "\(part.name) is missing")
                }
                hashes += try ArchipelagoMap.hashes(of: content, entries: part.entries)
            }
            return hashes.isEmpty ? [.empty] : hashes
        }
        throw ArchipelagoMap.Unreadable(description: "it is missing")
    }

    private func write(_ hashmap: Hashmap) async throws {
        let batch = storage.blocks.batch()
        do {
            _ = try await batch.add(hashmap)
            try await batch.settle()
        } catch {
            await batch.abandon()
            throw error
        }
    }
}
