import NIOCore
import Synchronization

/// A block on its way into a directory: hashed and written as it comes, so that no upload holds blocks in memory.
///
/// Stretches of zeros become holes. Only at the end its name is known; a block that is there already is thrown away.
final class DirectoryBlockWriter: BlockWriter {
    private let batch: DirectoryBlockBatch
    /// One step follows the other, so nobody waits for this lock.
    private let state = Mutex(State())

    private struct State {
        var hasher = BlockHasher()
        /// The first bytes, until more come: of a block that is no more than these it is known whether it is there
        /// before anything is written.
        var first: [ByteBuffer]? = []
        var size = 0
        /// Made with the first bytes that are not zero.
        var file: StagingFile?

        func size(of slices: [ByteBuffer]) -> Int { slices.reduce(0) { $0 + $1.readableBytes } }

        mutating func write(_ slices: [ByteBuffer], in batch: DirectoryBlockBatch) throws {
            for slice in slices {
                try slice.withUnsafeReadableBytes { bytes in
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
    }

    init(batch: DirectoryBlockBatch) {
        self.batch = batch
    }

    func write(_ bytes: [ByteBuffer]) throws {
        try state.withLock { state in
            state.hasher.update(bytes)
            guard let first = state.first else { return try state.write(bytes, in: batch) }
            if first.isEmpty {
                state.first = bytes
            } else {
                state.first = nil
                try state.write(first, in: batch)
                try state.write(bytes, in: batch)
            }
        }
    }

    func finish() throws -> BlockHash {
        try state.withLock { state in
            let hash = state.hasher.finalize()
            let place = batch.store.blockPlace(hash)
            // Whether it is there turns out when it gets its name: mostly it is not.
            if let first = state.first, state.size(of: first) <= FileJournal.contentLimit {
                batch.stageOnce(hash == .empty ? [] : first, at: place)
                return hash
            }
            if try batch.isNew(place) {
                if let first = state.first { try state.write(first, in: batch) }
                let file = try state.file ?? batch.makeStagingFile()
                // Zeros at the end are no part of the name, but of the content that was sent.
                if hash != .empty { try file.extend(to: state.size) }
                batch.stage(file, at: place)
            } else if let file = state.file {
                batch.discard(file)
            }
            return hash
        }
    }
}
