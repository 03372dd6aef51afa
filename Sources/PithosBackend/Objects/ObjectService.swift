import SQLAccess
public import Vocabulary

/// The rules of objects. What each kind of request does is in the files beside this one.
///
/// Every change is one transaction, made under the container's lock; permission is judged before the body of a request
/// is read and again inside that transaction. No transaction is open while a body arrives.
///
/// - Source: object-storage.md 2.4 to 2.13.
public struct ObjectService: Sendable {
    let storage: PithosStorage

    /// An object, or one of its versions.
    ///
    /// - Throws: forbidden; itemNotFound.
    public func find(_ path: ObjectPath, version: NodeVersion.ID? = nil, for user: UserID) async throws -> ObjectInfo {
        try await storage.database.read { try ObjectReader(tx: $0).info(path, version: version, for: user) }
    }

    /// An object that has not expired, as OpenStack Swift's clients see it.
    ///
    /// - Throws: forbidden; itemNotFound.
    public func findLiving(_ path: ObjectPath, for user: UserID) async throws -> ObjectInfo {
        let info = try await find(path, for: user)
        guard !info.system.isExpired(at: storage.now()) else { throw ContentFault.objectMissing }
        return info
    }

    /// The versions of an object that still have content, oldest first; of a deleted object too.
    ///
    /// - Throws: forbidden; itemNotFound when no trace of it is left.
    public func listVersions(_ path: ObjectPath, for user: UserID) async throws -> [NodeVersion] {
        try await storage.database.read { tx in
            try tx.access.check(.read, on: path, for: user)
            guard let node = try tx.nodes.lookup(path.path) else { throw ContentFault.objectMissing }
            return try tx.versions.list(node: node.id)
        }
    }

    /// Changes permissions, public link, metadata and, where the draft names one, the content type, in this order. The
    /// new version, when one was made; where the history is paid for it counts as any other, lest a purge give back what
    /// was never taken.
    ///
    /// - Throws: forbidden; itemNotFound; preconditionFailed; requestEntityTooLarge where the history is paid for.
    public func update(_ path: ObjectPath, with draft: ObjectDraft, for user: UserID) async throws -> NodeVersion.ID? {
        try draft.checkLengths()
        return try await QuotaChange(storage: storage).perform(path.path, guess: [:]) { tx in
            try tx.access.check(.write, on: path, for: user)
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try lockForObject(path, writer)
            let (_, current) = try ObjectReader(tx: tx).find(path)
            try draft.precondition.check(current.checksum)
            try writer.share(path, as: draft)
            guard !draft.metadata.isEmptyMerge || !draft.system.isKeep || draft.type != nil else {
                return .init(value: nil, bytes: [:])
            }
            let content = ObjectWriter.Content(
                hash: current.hash, size: current.size, checksum: current.checksum, type: draft.type ?? current.type,
                system: draft.system, snapshot: current.isElsewhere ? current.id : nil)
            let made = try writer.put(content, at: path, in: target, as: draft)
            return .init(value: made.version.id, bytes: [path.account: made.bytes])
        }
    }

    /// The container of an object that should exist: without the container the object is what is missing.
    func lockForObject(_ path: ObjectPath, _ writer: ObjectWriter) throws -> ObjectWriter.Target {
        do {
            return try writer.lock(path.parent)
        } catch let fault as Fault where fault.kind == .itemNotFound {
            throw ContentFault.objectMissing
        }
    }
}
