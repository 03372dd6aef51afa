import SQLAccess
public import Vocabulary

extension ObjectService {
    /// Makes a static large object. Where the borders of its segments fall on blocks, its hashmap is put together from
    /// theirs: no data moves, and every client of the store reads it as one object. Elsewhere it is read by its manifest.
    ///
    /// - Parameter expectedETag: what the client says the tag of the parts is, lower case.
    /// - Throws: `ManifestDraft.Refusal` for segments that are not as the client says; badRequest for none at all;
    ///   unprocessableEntity for another tag; else as `put`.
    public func put(
        _ path: ObjectPath, manifest draft: ManifestDraft, expectedETag: String? = nil, object: ObjectDraft,
        for user: UserID
    ) async throws -> WrittenManifest {
        var object = object
        let freed = try await prepare(path, draft: object, for: user)
        try await fillChecksums(of: draft, in: path.account, for: user)
        let now = storage.now()
        let manifest = try await storage.database.read { tx in
            try ManifestChecker(tx: tx, path: path, user: user, now: now).check(draft)
        }
        let document = manifest.document
        let facts = manifest.facts(document)
        if let expectedETag, expectedETag != facts.etag {
            throw Fault(.unprocessableEntity, "Object ETag does not match")
        }
        object.system = .merge(
            object.system.values.merging([.manifest: document, .manifestFacts: facts.text]) { $1 })
        let batch = storage.blocks.batch()
        do {
            let hashmap = try await spliced(manifest, of: path.account, for: user) ?? .empty
            // The segments may go before the object is made; their blocks must not go with them.
            if let missing = try await batch.claim(hashmap.hashes).first { throw BlockError.missingBlock(missing) }
            let root = try await add(hashmap, to: batch)
            let checksum = hashmap.size == 0 ? Self.emptyChecksum : ""
            let written = try await commit(
                path, .init(hash: root, size: hashmap.size, checksum: checksum, type: object.type ?? ""), in: batch,
                draft: object, for: user, freed: freed)
            return WrittenManifest(object: written, etag: facts.etag)
        } catch {
            await batch.abandon()
            throw error
        }
    }

    /// MD5 of nothing.
    private static let emptyChecksum = "d41d8cd98f00b204e9800998ecf8427e"

    /// The hashmap of all segments in a row; nil unless every border falls on a block, and for what is too long to be
    /// put together in memory.
    private func spliced(
        _ manifest: StaticManifest, of account: UserID, for user: UserID
    ) async throws -> Hashmap? {
        let parts = try await storage.database.read { tx in
            try PartResolver(tx: tx, account: account, user: user).parts(of: manifest)
        }
        guard manifest.size <= splicedMax, fallsOnBlocks(parts) else { return nil }
        var slices: [BlockSlice] = []
        for part in parts {
            guard case .stored(let version, let range) = part else { return nil }
            slices += try await hashmap(of: version).slices(range, blockSize: storage.blocks.blockSize)
        }
        return Splice.whole(slices, blockSize: storage.blocks.blockSize)
    }

    /// Segments that came as hashmaps have their MD5 computed now: the tag of the whole stands on it.
    private func fillChecksums(
        of draft: ManifestDraft, in account: UserID, for user: UserID
    ) async throws {
        let unknown = try await storage.database.read { tx in
            try Set(draft.paths.map { ExactText($0) }).compactMap { path -> NodeVersion? in
                guard let path = ObjectPath(path: "\(account)\(path.text)"),
                    let current = try tx.nodes.lookup(path.path)?.current, current.checksum.isEmpty
                else { return nil }
                // Nobody has others' objects read for nothing; the checker tells.
                do {
                    try tx.access.check(.read, on: path, for: user)
                    return current
                } catch is Fault {
                    return nil
                }
            }
        }
        for version in unknown { _ = try await checksum(of: version) }
    }
}

extension ManifestDraft {
    /// Of the segments, as `/container/object`.
    fileprivate var paths: [String] {
        entries.compactMap { entry in if case .segment(let segment) = entry { segment.path } else { nil } }
    }
}

extension SystemMetadataChange {
    var values: [SystemMetadata.Key: String] {
        switch self {
        case .replace(let system): system.values
        case .merge(let values): values
        }
    }
}
