import NIOCore
import NIOPosix
import Synchronization

/// A block on its way into a directory: hashed and written as it comes, so that no upload holds blocks in memory.
///
/// Stretches of zeros become holes. Only at the end its name is known; a block that is there already is thrown away.
final class DirectoryBlockWriter: BlockWriter {
    private let batch: DirectoryBlockBatch
    private let state = Mutex(State())

    init(batch: DirectoryBlockBatch) {
        self.batch = batch
    }

    func write(_ bytes: [ByteBuffer]) async throws {
        try await batch.store.pool.runIfActive { [self] in
            // One step follows the other, so nobody waits for this lock.
            try state.withLock { try $0.write(bytes, in: batch) }
        }
    }

    func finish() async throws -> BlockHash {
        let hash = try await batch.store.pool.runIfActive { [self] in
            try state.withLock { state in
                let hash = state.hasher.finalize()
                try batch.stage(state.file, at: batch.store.blockPlace(hash))
                state.file = nil
                return hash
            }
        }
        try await batch.commitWhatIsMuch()
        return hash
    }

    private struct State {
        var hasher = BlockHasher()
        var size = 0
        /// Made with the first bytes that are not zero.
        var file: StagingFile?

        mutating func write(_ slices: [ByteBuffer], in batch: DirectoryBlockBatch) throws {
            for slice in slices { try slice.withUnsafeReadableBytes { try write($0, in: batch) } }
        }

        private mutating func write(_ bytes: UnsafeRawBufferPointer, in batch: DirectoryBlockBatch) throws {
            hasher.update(bytes)
            let length = bytes.count - BlockHasher.trailingZeros(of: bytes)
            if length > 0 {
                let file = try self.file ?? batch.makeStagingFile()
                self.file = file
                try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<length]), at: size)
            }
            size += bytes.count
        }
    }
}
