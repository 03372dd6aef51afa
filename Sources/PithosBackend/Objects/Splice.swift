import NIOCore

/// Writes stored pieces into an object at any place, as a new hashmap.
///
/// A block that one piece covers from its begin to its end, or to the end of what the object had, is taken by name;
/// every other block is put together from its parts and stored. What the last block holds beyond the object's size
/// is kept, as the original keeps it: sizes cut content, block lengths never do (object-storage.md 2.10, 11.31).
struct Splice: Sendable {
    let blocks: any BlockStore
    let batch: any BlockBatch

    /// - Parameters:
    ///   - pieces: what to write, in order.
    ///   - offset: where, in bytes; at most `target.size`.
    func write(_ pieces: [BlockSlice], into target: Hashmap, at offset: Int64) async throws -> Hashmap {
        let blockSize = Int64(blocks.blockSize)
        let end = offset + pieces.reduce(0) { $0 + Int64($1.length) }
        let size = max(target.size, end)
        guard size > 0 else { return .empty }
        let count = Hashmap.blockCount(ofSize: size, blockSize: blocks.blockSize)
        let kept = Int64(count) * blockSize
        let parts =
            target.slices(0..<offset, blockSize: blocks.blockSize) + pieces
            + target.slices(end..<max(end, kept), blockSize: blocks.blockSize)
        var hashes: [BlockHash] = []
        hashes.reserveCapacity(count)
        for block in Self.regroup(parts, blockSize: blocks.blockSize) {
            hashes.append(try await store(block))
        }
        return Hashmap(hashes: Array(hashes.prefix(count)), size: size)
    }

    /// The hashmap of pieces in a row; nil unless each of its blocks is one that is stored.
    static func whole(_ pieces: [BlockSlice], blockSize: Int) -> Hashmap? {
        guard !pieces.isEmpty else { return .empty }
        let groups = regroup(pieces, blockSize: blockSize)
        guard groups.allSatisfy({ $0.count == 1 && $0[0].offset == 0 }) else { return nil }
        return Hashmap(hashes: groups.map { $0[0].hash }, size: pieces.reduce(0) { $0 + Int64($1.length) })
    }

    /// Cuts parts at block borders and gathers those of each block.
    static func regroup(_ parts: [BlockSlice], blockSize: Int) -> [[BlockSlice]] {
        var groups: [[BlockSlice]] = []
        var group: [BlockSlice] = []
        var filled = 0
        for part in parts {
            var rest = part
            while rest.length > 0 {
                let length = min(rest.length, blockSize - filled)
                group.append(BlockSlice(hash: rest.hash, offset: rest.offset, length: length))
                rest.offset += length
                rest.length -= length
                filled += length
                if filled == blockSize {
                    groups.append(group)
                    (group, filled) = ([], 0)
                }
            }
        }
        if !group.isEmpty { groups.append(group) }
        return groups
    }

    private func store(_ parts: [BlockSlice]) async throws -> BlockHash {
        // One part from the begin of its block is all of that block, or the end of the object. In both cases the block
        // as it is holds these bytes, and what follows them in it lies beyond the size.
        if parts.count == 1, parts[0].offset == 0 { return parts[0].hash }
        var content = ByteBuffer()
        content.reserveCapacity(parts.reduce(0) { $0 + $1.length })
        // One is open at a time: there may be thousands of parts, of as many files or of one and the same.
        var opened: (hash: BlockHash, block: OpenBlock)?
        for part in parts {
            let block: OpenBlock
            if let opened, opened.hash == part.hash {
                block = opened.block
            } else {
                block = try await blocks.open(part.hash)
                opened = (part.hash, block)
            }
            var bytes = try await blocks.compute { try Self.bytes(of: part, in: block) }
            content.writeBuffer(&bytes)
        }
        return try await batch.add([content])
    }

    /// Blocks: call on a thread for it.
    private static func bytes(of part: BlockSlice, in block: OpenBlock) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: part.length) { space in
            try block.read(at: part.offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<part.length]))
            return part.length
        }
        return bytes
    }
}
