import NIOCore

/// One block or map on its way from a store to another.
struct MoveItem: Sendable {
    var kind: StoredKind
    var hash: BlockHash
    /// Bytes, as it lies in the store that it is read from.
    var size: Int

    /// Puts a copy into the batch, unless the content is not what its name says.
    ///
    /// - Returns: false for damaged content.
    func copy(from store: any BlockStore, to batch: any BlockBatch) async throws -> Bool {
        switch kind {
        case .block:
            guard let content = try await block(in: store) else { return false }
            _ = try await batch.add([content])
        case .map:
            guard let hashmap = try await hashmap(in: store) else { return false }
            _ = try await batch.add(hashmap)
        }
        return true
    }

    /// Whether the content is what its name says.
    func isSound(in store: any BlockStore) async throws -> Bool {
        switch kind {
        case .block: try await block(in: store) != nil
        case .map: try await hashmap(in: store) != nil
        }
    }

    private func block(in store: any BlockStore) async throws -> ByteBuffer? {
        guard size <= store.blockSize else { return nil }
        do {
            let content = try await store.read(BlockSlice(hash: hash, offset: 0, length: size))
            return try await store.compute { BlockDigest.hash(of: [content]) == hash } ? content : nil
        } catch BlockError.missingBlock, BlockError.damagedBlock {
            return nil
        }
    }

    private func hashmap(in store: any BlockStore) async throws -> Hashmap? {
        do {
            // The size lies in the database and is no part of the map.
            let hashmap = Hashmap(hashes: try await store.map(hash), size: 0)
            return try await store.compute { hashmap.root == hash } ? hashmap : nil
        } catch BlockError.missingMap, BlockError.damagedMap {
            return nil
        }
    }
}
