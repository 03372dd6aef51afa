public import NIOCore
import SQLAccess
import Settings
public import Vocabulary

/// A change of a part of an object's content.
///
/// - Units: bytes.
/// - Source: object-storage.md 2.10.
public struct ContentPatch: Sendable {
    /// Where it begins; nil appends.
    public var offset: Int64?
    /// How much is written; nil is all there is.
    public var length: Int64?
    /// What the object's size is believed to be, and shall stay.
    public var total: Int64?
    /// Cuts the result to this size, where it is longer.
    public var truncatesTo: Int64?

    public init(offset: Int64?, length: Int64?, total: Int64?, truncatesTo: Int64?) {
        self.offset = offset
        self.length = length
        self.total = total
        self.truncatesTo = truncatesTo
    }

    /// Where the patch begins in an object of this size.
    ///
    /// - Parameter written: how many bytes are written, where that is known and the patch leaves it open.
    /// - Throws: rangeNotSatisfiable.
    func begin(in size: Int64, length written: Int64? = nil) throws -> Int64 {
        let begin = offset ?? size
        guard begin <= size else { throw Fault(.rangeNotSatisfiable, "Supplied offset is beyond object limits") }
        if let total, total != size || (length ?? written).map({ $0 > total - begin }) == true {
            throw Fault(.rangeNotSatisfiable, "Supplied range will change provided object limits")
        }
        return begin
    }
}

extension ObjectService {
    /// Writes a body into an object. Concurrent appends follow one another: the end is looked up again under the lock.
    ///
    /// - Throws: forbidden, itemNotFound, preconditionFailed, rangeNotSatisfiable, requestEntityTooLarge; badRequest
    /// when
    ///   the body has another length than the patch.
    public func patch(
        _ path: ObjectPath, _ patch: ContentPatch, body: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        draft: ObjectDraft, for user: UserID
    ) async throws -> WrittenObject {
        let current = try await preparePatch(path, patch, draft: draft, for: user)
        let inside = try patch.begin(in: current.size) % Int64(storage.blocks.blockSize)
        let batch = storage.blocks.batch()
        do {
            let reader = BodyReader(
                blocks: storage.blocks, batch: batch, computesMD5: false,
                firstPieceSize: storage.blocks.blockSize - Int(inside), sizeLimit: storage.settings.bodyLimit)
            let content = try await reader.read(body)
            guard patch.length == nil || patch.length == content.size else {
                throw Fault(.badRequest, "Content length does not match range length")
            }
            _ = try patch.begin(in: current.size, length: content.size)
            // Durable and readable: the pieces may have to be read again to be put together with their neighbours.
            try await batch.settle()
            return try await apply(content.pieces, as: patch, to: path, batch: batch, draft: draft, for: user)
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// Writes content of another object into an object, from the other's begin.
    ///
    /// - Throws: as `patch` with a body; itemNotFound and forbidden for the source; badRequest when the source is
    /// shorter
    ///   than the patch.
    public func patch(
        _ path: ObjectPath, _ patch: ContentPatch, from source: ObjectPath, version: NodeVersion.ID?,
        draft: ObjectDraft,
        for user: UserID
    ) async throws -> WrittenObject {
        _ = try await preparePatch(path, patch, draft: draft, for: user)
        let info: ObjectInfo
        do {
            info = try await find(source, version: version, for: user)
        } catch let fault as Fault where fault.kind == .itemNotFound {
            throw Fault(.itemNotFound, "Source object does not exist")
        }
        let parts = try await content(of: info, for: user)
        let length = patch.length ?? parts.size
        guard length <= parts.size else {
            throw Fault(.badRequest, "Object length is smaller than range length")
        }
        var patch = patch
        // An older, shorter version put back onto its object replaces all of it; the original keeps the newer one's
        // end.
        if source == path, patch.offset == 0, patch.length == nil, patch.total == nil, patch.truncatesTo == nil {
            patch.truncatesTo = length
        }
        patch.length = length
        let batch = storage.blocks.batch()
        do {
            let pieces = try await slices(of: parts.within(0..<length), batch: batch)
            // Readable: what stands in a manifest may have to be put together with its neighbours.
            if info.isPutTogether { try await batch.settle() }
            // The source may go before the change is made; its blocks must not go with it.
            if let missing = try await batch.claim(pieces.map(\.hash)).first { throw BlockError.missingBlock(missing) }
            return try await apply(pieces, as: patch, to: path, batch: batch, draft: draft, for: user)
        } catch {
            await batch.abandon()
            throw error
        }
    }

    // MARK: - Inside

    /// The version a write begins from was superseded meanwhile.
    private struct Superseded: Error {}

    /// How often a patch is put together anew because other processes, or uploads of the whole, write the same object.
    private static var patchAttempts: Int { 32 }

    private func preparePatch(
        _ path: ObjectPath, _ patch: ContentPatch, draft: ObjectDraft, for user: UserID
    ) async throws -> NodeVersion {
        try draft.checkLengths()
        return try await storage.database.read { tx in
            try tx.access.check(.write, on: path, for: user)
            if draft.permissions != nil || draft.isPublic != nil {
                try tx.access.requireOwner(of: path.account, for: user)
            }
            let current = try ObjectReader(tx: tx).find(path).version
            guard !current.isElsewhere else { throw ContentFault.elsewhere }
            guard try !tx.systemMetadata.find(current.id).isReadByManifest(current) else {
                throw Fault(.conflict, "The object is put together from others and cannot be changed in part")
            }
            try draft.precondition.check(current.checksum)
            _ = try patch.begin(in: current.size)
            return current
        }
    }

    /// One patch of an object after the other: each needs what the one before made.
    private func apply(
        _ pieces: [BlockSlice], as patch: ContentPatch, to path: ObjectPath, batch: any BlockBatch, draft: ObjectDraft,
        for user: UserID
    ) async throws -> WrittenObject {
        await storage.patchTurns.begin(path.path)
        defer { storage.patchTurns.end(path.path) }
        return try await attempt(pieces, as: patch, to: path, batch: batch, draft: draft, for: user)
    }

    private func attempt(
        _ pieces: [BlockSlice], as patch: ContentPatch, to path: ObjectPath, batch: any BlockBatch, draft: ObjectDraft,
        for user: UserID
    ) async throws -> WrittenObject {
        for _ in 0..<Self.patchAttempts {
            let current = try await storage.database.read { try ObjectReader(tx: $0).find(path).version }
            let begin = try patch.begin(in: current.size)
            var made = try await Splice(blocks: storage.blocks, batch: batch)
                .write(pieces, into: try await hashmap(of: current), at: begin)
            if let size = patch.truncatesTo, size < made.size {
                made = made.truncated(to: size, storage.blocks.blockSize)
            }
            let root = try await add(made, to: batch)
            try await batch.settle()
            let checksum = storage.settings.updatesMD5 ? try await md5(of: made) : ""
            do {
                return try await replace(
                    current,
                    by: .init(
                        hash: root, size: made.size, checksum: checksum, type: current.type,
                        system: .merge([.manifest: "", .manifestFacts: ""])),
                    at: path, draft: draft, for: user)
            } catch is Superseded {
                continue
            }
        }
        throw Fault(.conflict, "\(path.name) is changed by too many at once")
    }

    private func replace(
        _ current: NodeVersion, by content: ObjectWriter.Content, at path: ObjectPath, draft: ObjectDraft,
        for user: UserID
    ) async throws -> WrittenObject {
        try await QuotaChange(storage: storage).perform(
            path.path, guess: [path.account: content.size - current.size]
        ) { tx in
            try tx.access.check(.write, on: path, for: user)
            let writer = ObjectWriter(tx: tx, storage: storage, user: user, moment: storage.now())
            let target = try lockForObject(path, writer)
            let found = try ObjectReader(tx: tx).find(path)
            guard found.version.id == current.id else { throw Superseded() }
            try draft.precondition.check(current.checksum)
            return try writer.replace(path, existing: found.node, by: content, in: target, as: draft)
        }
    }
}

extension Hashmap {
    /// Cut to a smaller size. The last block stays whole: the size alone says where the object ends.
    func truncated(to size: Int64, _ blockSize: Int) -> Hashmap {
        guard size > 0 else { return .empty }
        return Hashmap(hashes: Array(hashes.prefix(Self.blockCount(ofSize: size, blockSize: blockSize))), size: size)
    }
}
