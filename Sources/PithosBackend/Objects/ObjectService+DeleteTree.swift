import SQLAccess
import Vocabulary

extension ObjectService {
    /// Objects that go in one transaction: while it runs nobody else writes in the container.
    private static let deletedAtOnce = 200

    /// Marks the current objects deleted whose names begin with a prefix, in portions, and with the last portion the top.
    ///
    /// - Parameter top: must exist when this begins.
    /// - Throws: forbidden; itemNotFound.
    func deleteTree(in container: ContainerPath, prefix: String, top: ObjectPath?, for user: UserID) async throws {
        var rest: PathRange? = PathRange(prefix: container.objectPrefix + prefix)
        var isFirst = true
        while let range = rest {
            // A container that goes meanwhile takes what is left along.
            if !isFirst, try await !exists(container) { return }
            let portion = DeletedPortion(
                storage: storage, container: container, range: range, top: top, mustFindTop: isFirst, user: user,
                limit: Self.deletedAtOnce)
            rest = try await QuotaChange(storage: storage).perform(
                top?.path ?? container.path, guess: try await portion.guess(),
                refresh: { try await portion.guess() }
            ) { try portion.delete($0) }
            isFirst = false
        }
    }

    private func exists(_ container: ContainerPath) async throws -> Bool {
        try await storage.database.read { try $0.nodes.lookup(container.path)?.current != nil }
    }
}

/// Some of the objects of a tree, which go in one transaction.
private struct DeletedPortion: Sendable {
    let storage: PithosStorage
    let container: ContainerPath
    let range: PathRange
    /// Goes with the last portion.
    let top: ObjectPath?
    let mustFindTop: Bool
    let user: UserID
    let limit: Int

    /// Bytes of quota that it takes; negative.
    func guess() async throws -> QuotaBytes {
        try await storage.database.read { tx in
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            guard let node = try tx.nodes.lookup(container.path), node.current != nil else { return [:] }
            let policy = try ContainerReader(tx: tx, defaults: storage.defaultPolicy).policy(of: node)
            let freed = try find(writer).objects.reduce(0) { $0 + writer.freed(by: $1.version, policy) }
            return [container.account: -freed]
        }
    }

    /// What is left of the range; nil when it is empty.
    func delete(_ tx: Transaction) throws -> QuotaChange.Outcome<PathRange?> {
        let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
        let target: ObjectWriter.Target
        if let top {
            try tx.access.requireDelete(of: top, for: user)
            target = try ObjectService(storage: storage).lockForObject(top, writer)
            if mustFindTop, try tx.nodes.lookup(top.path)?.current == nil { throw ContentFault.objectMissing }
        } else {
            target = try writer.lock(container)
        }
        let (objects, rest) = try find(writer)
        let bytes = try objects.reduce(0) {
            $0 + (try writer.delete($1.path, node: $1.node, current: $1.version, in: target))
        }
        return .init(value: rest, bytes: [container.account: bytes])
    }

    private func find(_ writer: ObjectWriter) throws -> (objects: [ObjectWriter.Found], rest: PathRange?) {
        let found = try writer.list(range, limit: limit)
        // The top may lie in its own tree, where its name ends with the delimiter.
        var objects = found.filter { $0.path != top }
        if found.count == limit, let last = found.last {
            return (objects, range.intersection(PathRange(lower: last.path.path + "\u{1}", upper: nil)))
        }
        if let top, let node = try writer.tx.nodes.lookup(top.path), let current = node.current {
            objects.append(ObjectWriter.Found(path: top, node: node, version: current))
        }
        return (objects, nil)
    }
}
