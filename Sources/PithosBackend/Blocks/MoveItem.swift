import NIOCore

/// One block or map on its way from a store to another.
struct MoveItem: Sendable {
    var kind: StoredKind
    var hash: BlockHash
    /// Bytes, as it lies in the store that it is read from.
    var size: Int

    /// What reading it came to.
    enum Content {
        case block(ByteBuffer)
        case map(Hashmap)
        /// Removed since it was listed.
        case gone
        /// Not what its name says.
        case damaged
    }

    /// Reads it and names it anew.
    ///
    /// - Throws: `BlockError` when the store cannot be used.
    func content(in store: any BlockStore) async throws -> Content {
        do {
            switch kind {
            case .block: return try await block(in: store)
            case .map: return try await map(in: store)
            }
        } catch BlockError.missingBlock, BlockError.missingMap {
            return .gone
        } catch BlockError.damagedBlock, BlockError.damagedMap {
            return .damaged
        }
    }

    private func block(in store: any BlockStore) async throws -> Content {
        guard size <= store.blockSize else { return .damaged }
        let content = try await store.read(BlockSlice(hash: hash, offset: 0, length: size))
        return try await store.compute { BlockDigest.hash(of: [content]) == hash } ? .block(content) : .damaged
    }

    private func map(in store: any BlockStore) async throws -> Content {
        // The size lies in the database and is no part of the map.
        let hashmap = Hashmap(hashes: try await store.map(hash), size: 0)
        return try await store.compute { hashmap.root == hash } ? .map(hashmap) : .damaged
    }
}
