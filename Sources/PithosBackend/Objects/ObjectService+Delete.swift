import SQLAccess
import Settings
public import Vocabulary

extension ObjectService {
    /// Marks an object deleted, and with a delimiter everything below it. Permissions and public links go; data stays
    /// in the history where the container keeps one. What was deleted before stays so.
    ///
    /// What lies below goes first, a portion after the other, so that others may write in the container meanwhile, and who
    /// is interrupted may ask again.
    ///
    /// - Parameter mustExist: what was deleted before, or has expired, is not found.
    /// - Throws: forbidden for anybody but the owner and those who may write all of the container; itemNotFound when it
    ///   never existed.
    public func delete(
        _ path: ObjectPath, delimiter: String? = nil, mustExist: Bool = false, for user: UserID
    ) async throws {
        try await storage.database.read { try $0.access.requireDelete(of: path, for: user) }
        if let delimiter, !delimiter.isEmpty {
            let below = ObjectWriter.prefix(below: path.name, delimiter: delimiter)
            try await deleteTree(in: path.parent, prefix: below, top: path, for: user)
            return
        }
        try await QuotaChange(storage: storage).perform(
            path.path, guess: try await guess([path]), refresh: { try await guess([path]) }
        ) { tx in
            try tx.access.requireDelete(of: path, for: user)
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try lockForObject(path, writer)
            guard let node = try tx.nodes.lookup(path.path) else { throw ContentFault.objectMissing }
            if mustExist {
                guard let current = node.current, try !tx.systemMetadata.find(current.id).isExpired(at: writer.moment)
                else { throw ContentFault.objectMissing }
            }
            guard let current = node.current else { return .init(value: (), bytes: [:]) }
            let bytes = try writer.delete(path, node: node, current: current, in: target)
            return .init(value: (), bytes: [path.account: bytes])
        }
    }

    /// Deletes objects of one container by their names, all in one transaction. How many there were; one that is named
    /// twice is there once.
    ///
    /// - Throws: forbidden; itemNotFound without the container.
    public func delete(_ names: [String], in container: ContainerPath, for user: UserID) async throws -> Int {
        let paths = try names.map { try ObjectPath(container, name: $0) }
        return try await QuotaChange(storage: storage).perform(
            container.path, guess: try await guess(paths), refresh: { try await guess(paths) }
        ) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try writer.lock(container)
            var bytes: Int64 = 0
            var count = 0
            for path in paths {
                try tx.access.requireDelete(of: path, for: user)
                guard let node = try tx.nodes.lookup(path.path), let current = node.current,
                    try !tx.systemMetadata.find(current.id).isExpired(at: writer.moment)
                else { continue }
                bytes += try writer.delete(path, node: node, current: current, in: target)
                count += 1
            }
            return .init(value: count, bytes: [container.account: bytes])
        }
    }

    /// Deletes an object in the name of its owner, if this version is still the current one; whether it was.
    func delete(_ path: ObjectPath, ifVersion id: NodeVersion.ID) async throws -> Bool {
        try await QuotaChange(storage: storage).perform(
            path.path, guess: try await guess([path]), refresh: { try await guess([path]) }
        ) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: path.account, moment: storage.now())
            let target = try lockForObject(path, writer)
            guard let node = try tx.nodes.lookup(path.path), let current = node.current, current.id == id else {
                return .init(value: false, bytes: [:])
            }
            let bytes = try writer.delete(path, node: node, current: current, in: target)
            return .init(value: true, bytes: [path.account: bytes])
        }
    }

    /// Marks all current objects of a container deleted, a portion after the other.
    ///
    /// - Throws: forbidden, itemNotFound.
    public func deleteAll(in container: ContainerPath, for user: UserID) async throws {
        guard user == container.account else { throw ContentFault.notAllowed }
        try await deleteTree(in: container, prefix: "", top: nil, for: user)
    }

    /// Removes for good what an object was up to, and at, a moment; the current version too, if it is that old. What
    /// was never there is gone already.
    ///
    /// - Throws: forbidden.
    public func purge(_ path: ObjectPath, until: Timestamp, for user: UserID) async throws {
        guard user == path.account else { throw ContentFault.notAllowed }
        let paysHistory = !storage.settings.hasFreeVersioning
        try await QuotaChange(storage: storage).perform(path.path, guess: try await guess([path])) { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try lockForObject(path, writer)
            guard let node = try tx.nodes.lookup(path.path) else { return .init(value: (), bytes: [:]) }
            let old: [NodeVersion] = try tx.all(
                """
                SELECT \(VersionStore.columns) FROM versions v
                WHERE v.node = \(node.id) AND v.mtime <= \(.time(until)) ORDER BY v.serial
                """
            ) { try NodeVersion(row: $0, from: 0) }
            try tx.changes.purge(old, of: node, container: target.node.id, at: writer.moment)
            if old.contains(where: { $0.cluster == .normal }) {
                try tx.permissions.clear([path.path])
                try tx.publicLinks.unpublish([path.path])
            }
            let freed = old.filter { $0.cluster == .normal || (paysHistory && $0.cluster == .history) }
                .reduce(0) { $0 + $1.size }
            return .init(value: (), bytes: [path.account: -freed])
        }
    }

    /// What deleting these objects of one container alone gives back; one that is named twice counts once.
    private func guess(_ paths: [ObjectPath]) async throws -> QuotaBytes {
        guard let parent = paths.first?.parent else { return [:] }
        return try await storage.database.read { tx in
            guard let container = try tx.nodes.lookup(parent.path) else { return [:] }
            let policy = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).policy(of: container)
            let writer = ObjectWriter(tx: tx, storage: storage, user: parent.account, moment: storage.now())
            let freed = try Set(paths).reduce(0) {
                $0 + writer.freed(by: try tx.nodes.lookup($1.path)?.current, policy)
            }
            return [parent.account: -freed]
        }
    }
}
