import Glibc

/// A block opened for reading: a region of a file that may be sent without copying. Closed when nobody holds it.
public final class OpenBlock: Sendable {
    /// Read-only; valid while this object lives. Has no position of its own worth using: read with `pread`.
    public let descriptor: CInt
    /// Bytes in the file, trailing zeros perhaps not among them.
    public let length: Int

    init(descriptor: CInt, length: Int) {
        self.descriptor = descriptor
        self.length = length
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The block of no bytes, which needs no file.
    static let empty = OpenBlock(descriptor: -1, length: 0)

    /// Fills `target` from `offset`; what lies beyond the file is zeros. Blocks: call on a thread for it.
    ///
    /// - Throws: `BlockError.system`.
    public func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        let available = max(0, min(length - offset, target.count))
        while done < available {
            guard let start = target.baseAddress else { break }
            let count = pread(descriptor, start + done, available - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw BlockError.system(operation: "read", path: "block", code: errno)
            }
            // The file shrank under us: the rest reads as zeros, as for any short block.
            if count == 0 { break }
            done += count
        }
        if done < target.count {
            UnsafeMutableRawBufferPointer(rebasing: target[done...]).initializeMemory(as: UInt8.self, repeating: 0)
        }
    }
}
