import CFileSync
import Glibc
import NIOCore

/// A new file in the staging directory. Closed when nobody holds it.
final class StagingFile: Sendable {
    let path: String
    private let descriptor: CInt

    init(path: String) throws {
        self.path = path
        descriptor = try FileCalls.open(path, O_WRONLY | O_CREAT | O_EXCL)
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try FileCalls.write(bytes, to: descriptor, at: offset, path: path)
    }

    /// From its begin.
    func write(_ content: [ByteBuffer]) throws {
        var offset = 0
        for slice in content {
            try slice.withUnsafeReadableBytes { try write($0, at: offset) }
            offset += slice.readableBytes
        }
    }

    /// Gives it zeros at the end, which take no room.
    func extend(to size: Int) throws {
        if ftruncate(descriptor, off_t(size)) != 0 { throw FileCalls.failure("ftruncate", path) }
    }

    /// Has the disk begin: whoever waits for it later waits less. What fails here fails then, too.
    func beginWriteOut() {
        _ = sync_file_range(descriptor, 0, 0, synnefo_begin_write_out)
    }
}
