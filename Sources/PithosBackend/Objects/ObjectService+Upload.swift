public import NIOCore
import SQLAccess
import Settings
public import Vocabulary

/// What became of a hashmap.
public enum HashmapOutcome: Sendable {
    case written(WrittenObject)
    /// These blocks are to be uploaded first, each once, in order of first appearance. Nothing was written.
    case missing([BlockHash])
}

extension ObjectService {
    /// Makes an object, or a new version of one, from a body. Everything is on the disk when this returns.
    ///
    /// - Parameter expectedMD5: what the client says the body's MD5 is, lower case.
    /// - Throws: forbidden, itemNotFound, preconditionFailed before the body is read; unprocessableEntity when the
    /// MD5 is
    ///   another; requestEntityTooLarge for quota.
    public func put(
        _ path: ObjectPath, body: some AsyncSequence<ByteBuffer, any Error> & Sendable, expectedMD5: String? = nil,
        draft: ObjectDraft, for user: UserID
    ) async throws -> WrittenObject {
        let freed = try await prepare(path, draft: draft, for: user)
        let batch = storage.blocks.batch()
        do {
            let reader = BodyReader(
                blocks: storage.blocks, batch: batch, computesMD5: true, firstPieceSize: storage.blocks.blockSize,
                sizeLimit: storage.settings.bodyLimit)
            let content = try await reader.read(body)
            let md5 = content.md5 ?? ""
            if let expectedMD5, expectedMD5 != md5 {
                throw Fault(.unprocessableEntity, "Object ETag does not match")
            }
            let root = try await add(content.hashmap, to: batch)
            return try await commit(
                path, .init(hash: root, size: content.size, checksum: md5, type: draft.type ?? ""), in: batch,
                draft: draft, for: user, freed: freed)
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// Makes an object, or a new version of one, from blocks that are in the store.
    ///
    /// - Throws: as `put`; badRequest when the number of hashes does not fit the size.
    public func put(
        _ path: ObjectPath, hashmap: Hashmap, draft: ObjectDraft, for user: UserID
    ) async throws -> HashmapOutcome {
        let hashmap = try checked(hashmap)
        let freed = try await prepare(path, draft: draft, for: user)
        let batch = storage.blocks.batch()
        do {
            let missing = try await batch.claim(hashmap.hashes)
            guard missing.isEmpty else { return .missing(missing) }
            let root = try await add(hashmap, to: batch)
            let checksum = storage.settings.updatesMD5 ? try await md5(of: hashmap) : ""
            return .written(
                try await commit(
                    path, .init(hash: root, size: hashmap.size, checksum: checksum, type: draft.type ?? ""), in: batch,
                    draft: draft, for: user, freed: freed))
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// Judges a write before its body is read.
    ///
    /// - Throws: what `put` throws before that.
    public func authorisePut(_ path: ObjectPath, draft: ObjectDraft, for user: UserID) async throws {
        _ = try await prepare(path, draft: draft, for: user)
    }

    // MARK: - Inside

    /// Judges a write before its body is read; the bytes of quota that what is there now would give back.
    func prepare(_ path: ObjectPath, draft: ObjectDraft, for user: UserID) async throws -> Int64 {
        try draft.checkLengths()
        return try await storage.database.read { tx in
            try tx.access.check(.write, on: path, for: user)
            if draft.permissions != nil || draft.isPublic != nil {
                try tx.access.requireOwner(of: path.account, for: user)
            }
            if draft.system.setsExpiry { try tx.access.requireDelete(of: path, for: user) }
            let current = try tx.nodes.lookup(path.path)?.current
            try draft.precondition.check(try Self.etag(of: current, as: draft, at: storage.now(), tx))
            guard current?.isElsewhere != true else { throw ContentFault.elsewhere }
            let reader = ContainerReader(tx: tx, defaults: storage.defaultPolicy)
            let container = try reader.find(path.parent).node
            if draft.isSwift, current == nil { try ContainerLimits(tx: tx).check(container) }
            guard let current else { return 0 }
            return ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
                .freed(by: current, try reader.policy(of: container))
        }
    }

    /// What the conditions of a write are about; nil where there is nothing, as far as its client can see.
    private static func etag(
        of current: NodeVersion?, as draft: ObjectDraft, at moment: Timestamp, _ tx: Transaction
    ) throws -> String? {
        guard let current, draft.isSwift, draft.precondition != WritePrecondition() else { return current?.checksum }
        return try tx.systemMetadata.find(current.id).isExpired(at: moment) ? nil : current.checksum
    }

    /// Puts a hashmap beside its blocks; its root.
    func add(_ hashmap: Hashmap, to batch: any BlockBatch) async throws -> BlockHash {
        // The empty block gets its file too: other readers of the tree look for it.
        if hashmap.size == 0 { _ = try await batch.add([]) }
        return try await batch.add(hashmap)
    }

    /// Makes the version, under quota, once all of the batch is durable.
    func commit(
        _ path: ObjectPath, _ content: ObjectWriter.Content, in batch: any BlockBatch, draft: ObjectDraft,
        for user: UserID, freed: Int64
    ) async throws -> WrittenObject {
        try await QuotaChange(storage: storage).perform(
            path.path, guess: [path.account: content.size - freed],
            refresh: { [path.account: content.size - (try await prepare(path, draft: draft, for: user))] },
            preparation: { try await batch.settle() }
        ) { tx in
            try tx.access.check(.write, on: path, for: user)
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try writer.lock(path.parent)
            let existing = try tx.nodes.lookup(path.path)
            let current = existing?.current
            try draft.precondition.check(try Self.etag(of: current, as: draft, at: storage.now(), tx))
            // Others may have taken the room while the body came.
            if draft.isSwift, current == nil { try ContainerLimits(tx: tx).check(target.node) }
            var content = content
            content.system = draft.system.withoutPast
            return try writer.replace(path, existing: existing, by: content, in: target, as: draft)
        }
    }

    private func checked(_ hashmap: Hashmap) throws -> Hashmap {
        guard hashmap.size >= 0 else { throw Fault(.badRequest, "Invalid data formatting: bytes is negative") }
        if hashmap.size == 0 {
            guard hashmap.hashes.isEmpty || hashmap.hashes == [.empty] else {
                throw Fault(.badRequest, "Invalid data formatting: an object of 0 bytes has no block")
            }
            return .empty
        }
        let blockSize = Int64(storage.blocks.blockSize)
        let count = hashmap.size / blockSize + (hashmap.size % blockSize == 0 ? 0 : 1)
        guard hashmap.hashes.count == count else {
            throw Fault(
                .badRequest,
                "Invalid data formatting: \(hashmap.size) bytes are \(count) blocks, not \(hashmap.hashes.count)"
            )
        }
        return hashmap
    }

    /// The MD5 of what a hashmap describes, read block by block on the store's threads.
    func md5(of hashmap: Hashmap) async throws -> String {
        try await ContentDigest(blocks: storage.blocks).md5(of: hashmap)
    }
}
