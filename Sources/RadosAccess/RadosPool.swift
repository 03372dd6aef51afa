import CRados
import Glibc
import NIOCore
import PithosBackend
import Vocabulary

/// A part of one of the two pools: the operations on its objects, whose names are the hexadecimal digits of their hashes.
///
/// - Source: object-storage.md 5.2.
struct RadosPool: Sendable {
    let connection: RadosConnection
    let kind: StoredKind
    let area: RadosArea
    /// Its name, for messages.
    let name: String
    let limit: InFlightLimit

    var library: RadosLibrary { connection.library }
    var context: rados_ioctx_t { connection.context(of: kind, area) }

    /// - Throws: `BlockError`.
    func status(_ hash: BlockHash) async throws -> StoredStatus? {
        let room = await limit.take(RadosBlockStore.bytesAnOperation)
        defer { limit.give(room) }
        let size = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        let modified = UnsafeMutablePointer<time_t>.allocate(capacity: 1)
        defer {
            size.deallocate()
            modified.deallocate()
        }
        let operation = RadosOperation(library) { library.stat(context, hash.hex, $0, size, modified) }
        let code = await operation.result
        if code == RadosFailure.notFound { return nil }
        guard code >= 0 else { throw failure(code, "stat", hash) }
        return StoredStatus(
            size: Int(size.pointee), modified: Timestamp(microseconds: Int64(modified.pointee) * 1_000_000))
    }

    /// At most `length` bytes from `offset`, fewer where the object ends; nil where there is none.
    ///
    /// - Throws: `BlockError`.
    func read(_ hash: BlockHash, at offset: Int, length: Int) async throws -> ByteBuffer? {
        try await read(named: hash.hex, at: offset, length: length)
    }

    /// The same of an object whose name may be no hash.
    func read(named object: String, at offset: Int, length: Int) async throws -> ByteBuffer? {
        let room = await limit.take(max(length, RadosBlockStore.bytesAnOperation))
        defer { limit.give(room) }
        // Not a ByteBuffer's own memory: that may be pointed to only for the time of a call.
        let target = UnsafeMutableRawBufferPointer.allocate(byteCount: max(length, 1), alignment: 64)
        defer { target.deallocate() }
        let operation = RadosOperation(library) {
            library.read(
                context, object, $0, target.baseAddress?.assumingMemoryBound(to: CChar.self), length, UInt64(offset))
        }
        let count = await operation.result
        if count == RadosFailure.notFound { return nil }
        guard count >= 0 else { throw RadosFailure.error(count, "read", "\(name)/\(object)") }
        return ByteBuffer(bytes: UnsafeRawBufferPointer(rebasing: target[..<min(count, length)]))
    }

    /// Begins to write an object, all of it or nothing. It is durable on all replicas when the operation has ended.
    ///
    /// Copies the content: call on a thread for it.
    /// - Parameters:
    ///   - name: of the object; the hash where it is nil.
    ///   - room: taken from the limit; given back when the write has ended.
    func write(_ hash: BlockHash, _ content: [ByteBuffer], name: String? = nil, room: Int) -> RadosOperation {
        change(name ?? hash.hex, onEnd: { [limit] in limit.give(room) }) { write in
            if content.isEmpty { library.writeFull(write, nil, 0) }
            for (index, slice) in content.enumerated() {
                slice.withUnsafeReadableBytes { bytes in
                    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                    if index == 0 {
                        library.writeFull(write, start, bytes.count)
                    } else {
                        library.append(write, start, bytes.count)
                    }
                }
            }
        }
    }

    /// - Throws: `BlockError`.
    func remove(_ hash: BlockHash) async throws {
        let room = await limit.take(RadosBlockStore.bytesAnOperation)
        let code = await change(hash.hex, onEnd: { [limit] in limit.give(room) }) { library.remove($0) }.result
        guard code >= 0 || code == RadosFailure.notFound else { throw failure(code, "remove", hash) }
    }

    func failure(_ code: Int, _ operation: String, _ hash: BlockHash) -> BlockError {
        RadosFailure.error(code, operation, "\(name)/\(hash)")
    }

    /// Hands a change to the cluster.
    ///
    /// - Parameters:
    ///   - name: of the object.
    ///   - flags: what a full cluster does. By default it refuses a write at once and lets a removal through; else both
    ///     would wait for room.
    ///   - moment: the time the object gets in place of now.
    ///   - steps: all of them are done, or none.
    func change(
        _ name: String, flags: Int32 = Int32(LIBRADOS_OPERATION_FULL_TRY), moment: Timestamp? = nil,
        onEnd: @escaping @Sendable () -> Void, _ steps: (rados_write_op_t?) -> Void
    ) -> RadosOperation {
        let write = library.createWrite()
        // librados has taken the steps over when it took the operation in.
        defer { library.releaseWrite(write) }
        steps(write)
        guard let moment else {
            return RadosOperation(library, onEnd: onEnd) { library.operate(write, context, $0, name, nil, flags) }
        }
        var seconds = time_t(moment.microseconds / 1_000_000)
        return RadosOperation(library, onEnd: onEnd) { library.operate(write, context, $0, name, &seconds, flags) }
    }
}
