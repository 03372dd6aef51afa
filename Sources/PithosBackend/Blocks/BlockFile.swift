import Glibc

/// A block's file, open for reading. Closed when nobody holds it.
public final class BlockFile: Sendable {
    /// Read-only; valid while this object lives. Has no position of its own worth using: read with `pread`.
    public let descriptor: CInt

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Fills `target` from `offset`.
    ///
    /// - Throws: `BlockError.system`, also when the file ends before.
    public func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < target.count, let start = target.baseAddress {
            let count = pread(descriptor, start + done, target.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            // A file that shrank under us ends early; what it held is not zeros.
            guard count > 0 else {
                throw BlockError.system(operation: "read", path: "block", code: count < 0 ? errno : EIO)
            }
            done += count
        }
    }
}
