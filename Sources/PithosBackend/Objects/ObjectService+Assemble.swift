import Logging
import NIOCore
import SQLAccess
import Settings
public import Vocabulary

extension ObjectService {
    /// Makes an object of what reading others gives: a copy of a large object that is none itself. Whole blocks are taken
    /// by name; only what does not fall on blocks is read and written.
    ///
    /// - Parameter range: of the parts, in bytes; nil for all.
    /// - Throws: as `put`; requestEntityTooLarge for more than may be put together.
    public func put(
        _ path: ObjectPath, from parts: ObjectParts, range: Range<Int64>? = nil, draft: ObjectDraft, for user: UserID
    ) async throws -> WrittenObject {
        let freed = try await prepare(path, draft: draft, for: user)
        let wanted = parts.within(range ?? 0..<parts.size)
        try checkMayBeCopied(wanted)
        let batch = storage.blocks.batch()
        do {
            let pieces = try await slices(of: wanted, batch: batch)
            // Readable: what stands in a manifest may have to be put together with its neighbours.
            try await batch.settle()
            // The source may go before the copy is made; its blocks must not go with it.
            if let missing = try await batch.claim(pieces.map(\.hash)).first { throw BlockError.missingBlock(missing) }
            let hashmap: Hashmap
            if let whole = Splice.whole(pieces, blockSize: storage.blocks.blockSize) {
                hashmap = whole
            } else {
                hashmap = try await Splice(blocks: storage.blocks, batch: batch).write(pieces, into: .empty, at: 0)
            }
            let root = try await add(hashmap, to: batch)
            return try await commit(
                path, .init(hash: root, size: hashmap.size, checksum: "", type: draft.type ?? ""), in: batch,
                draft: draft, for: user, freed: freed)
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// What an object gives its readers, as far as it is to be copied: its own content, or what its manifest names.
    ///
    /// - Throws: requestEntityTooLarge for more than may be put together; conflict for a part that is gone.
    func content(of info: ObjectInfo, for user: UserID) async throws -> ObjectParts {
        guard info.isPutTogether else {
            return ObjectParts(parts: [.stored(info.version, 0..<info.version.size)], etag: "")
        }
        let parts = try await parts(of: info, for: user)
        try checkMayBeCopied(parts.parts)
        return parts
    }

    /// What must be read and written anew is as long as a body at most; names of blocks cost little.
    private func checkMayBeCopied(_ parts: [ObjectParts.Part]) throws {
        let most = fallsOnBlocks(parts) ? splicedMax : storage.settings.bodyLimit
        guard parts.reduce(0, { $0 + $1.length }) <= most else {
            throw Fault(.requestEntityTooLarge, "A copy of this large object may have no more than \(most) bytes")
        }
    }

    func slices(of parts: [ObjectParts.Part], batch: any BlockBatch) async throws -> [BlockSlice] {
        let blockSize = storage.blocks.blockSize
        var slices: [BlockSlice] = []
        for part in parts {
            switch part {
            case .stored(let version, let range):
                slices += try await hashmap(of: version).slices(range, blockSize: blockSize)
            case .data(let bytes):
                for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: blockSize) {
                    let piece = ByteBuffer(bytes: bytes[start..<min(start + blockSize, bytes.endIndex)])
                    slices.append(
                        BlockSlice(hash: try await batch.add([piece]), offset: 0, length: piece.readableBytes))
                }
            }
        }
        return slices
    }

    /// Bytes of an object that is put together from names of blocks: their list is held in memory.
    var splicedMax: Int64 { Int64(storage.blocks.blockSize) << 18 }

    /// Every part but the last ends where a block does, and begins where one does.
    func fallsOnBlocks(_ parts: [ObjectParts.Part]) -> Bool {
        let blockSize = Int64(storage.blocks.blockSize)
        return parts.enumerated().allSatisfy { index, part in
            guard case .stored(_, let range) = part, range.lowerBound % blockSize == 0 else { return false }
            return index == parts.count - 1 || (range.upperBound - range.lowerBound) % blockSize == 0
        }
    }

    /// The MD5 of a version's content: computed now where nobody did before, and kept.
    ///
    /// - Throws: `BlockError` when the store is damaged.
    public func checksum(of version: NodeVersion) async throws -> String {
        guard version.checksum.isEmpty, version.hash != nil else { return version.checksum }
        return try await storage.checksumRuns.checksum(of: version) {
            let checksum = try await md5(of: try await hashmap(of: version))
            try await storage.database.write { try $0.versions.setChecksum(checksum, of: version) }
            return checksum
        }
    }

    /// Has the MD5 of long content computed while nobody waits for it.
    public func beginChecksum(of version: NodeVersion) async {
        guard version.checksum.isEmpty, version.hash != nil else { return }
        await storage.checksumRuns.begin(version) {
            do {
                _ = try await checksum(of: version)
                return true
            } catch {
                storage.logger.warning(
                    "the MD5 of an object could not be computed",
                    metadata: ["version": "\(version.id)", "error": "\(error)"])
                return false
            }
        }
    }
}
