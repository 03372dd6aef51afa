import NIOCore
import Settings
import Vocabulary

/// Names the blocks of content that lies in no blocks of its own, as if it were uploaded: each is read and hashed, and
/// nothing is stored.
struct ContentNames: Sendable {
    let blocks: any BlockStore

    /// Bytes that are read at once.
    private static let chunk = 1 << 20

    /// Where naming stands.
    private struct Progress: Sendable {
        var hasher = BlockHasher()
        /// Bytes of the block that has begun.
        var filled = 0
        var hashmap = Hashmap(hashes: [], size: 0)
        let blockSize: Int

        mutating func take(_ bytes: UnsafeRawBufferPointer) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(blockSize - filled)
                hasher.update(UnsafeRawBufferPointer(rebasing: part))
                filled += part.count
                rest = rest.dropFirst(part.count)
                if filled == blockSize { endBlock() }
            }
            hashmap.size += Int64(bytes.count)
        }

        mutating func endBlock() {
            hashmap.hashes.append(hasher.finalize())
            hasher = BlockHasher()
            filled = 0
        }
    }

    /// - Throws: `BlockError`.
    func hashmap(of content: ObjectContent) async throws -> Hashmap {
        var progress = Progress(blockSize: blocks.blockSize)
        try await content.eachPiece { piece in
            for start in stride(from: 0, to: piece.length, by: Self.chunk) {
                try Task.checkCancellation()
                progress = try await take(piece, start..<min(start + Self.chunk, piece.length), after: progress)
            }
        }
        if progress.filled > 0 { progress.endBlock() }
        return progress.hashmap.size == 0 ? .empty : progress.hashmap
    }

    /// Takes a part of a piece, in bytes from its begin.
    private func take(_ piece: ContentPiece, _ part: Range<Int>, after before: Progress) async throws -> Progress {
        if case .block(let slice) = piece {
            let buffer = try await blocks.read(slice.part(part))
            return try await blocks.compute {
                var progress = before
                buffer.withUnsafeReadableBytes { progress.take($0) }
                return progress
            }
        }
        return try await blocks.compute {
            var progress = before
            try withUnsafeTemporaryAllocation(byteCount: part.count, alignment: 64) { space in
                switch piece {
                case .file(let file, let offset, _): try file.read(at: offset + part.lowerBound, into: space)
                case .data(let bytes):
                    space.copyBytes(from: bytes.readableBytesView.dropFirst(part.lowerBound).prefix(part.count))
                case .zeros, .block: space.initializeMemory(as: UInt8.self, repeating: 0)
                }
                progress.take(UnsafeRawBufferPointer(space))
            }
            return progress
        }
    }
}

extension ObjectService {
    /// The blocks of what an object gives its readers. Those of a large object that has no content of its own are named
    /// by reading all of it.
    ///
    /// - Parameter parts: of the object.
    /// - Throws: conflict for a large object that is too long for that; `BlockError` when the store is damaged.
    public func hashmap(of info: ObjectInfo, _ parts: ObjectParts) async throws -> Hashmap {
        guard info.isReadByManifest else { return try await hashmap(of: info.version) }
        guard parts.size <= storage.settings.bodyLimit else {
            throw Fault(
                .conflict,
                "The object is put together from segments that do not end on blocks of \(storage.blocks.blockSize) bytes, so that "
                    + "it has no hashmap of its own; for more than \(storage.settings.bodyLimit) bytes none is computed"
            )
        }
        return try await ContentNames(blocks: storage.blocks)
            .hashmap(of: try await content(of: parts, range: 0..<parts.size))
    }
}
