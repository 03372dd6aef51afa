import NIOCore
import PithosBackend
import Synchronization

/// A block that is gathered for a cluster, which wants it whole and under its name.
final class RadosBlockWriter: BlockWriter {
    private let batch: RadosBlockBatch
    private let content = Mutex<[ByteBuffer]>([])

    init(batch: RadosBlockBatch) {
        self.batch = batch
    }

    func write(_ bytes: [ByteBuffer]) throws {
        content.withLock { $0 += bytes }
    }

    func finish() throws -> BlockHash {
        let content = content.withLock { $0 }
        let hash = BlockDigest.hash(of: content)
        batch.hold(content, as: hash)
        return hash
    }
}
