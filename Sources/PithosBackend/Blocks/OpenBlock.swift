import Glibc
public import NIOCore

/// A block opened for reading. What it stands on is let go of when nobody holds it.
public final class OpenBlock: Sendable {
    /// Bytes that are there, trailing zeros perhaps not among them.
    public let length: Int
    private let source: Source

    private enum Source {
        /// A file, read with `pread`.
        case file(CInt)
        /// All of it, fetched from a store that has no files.
        case bytes(ByteBuffer)
    }

    /// - Parameter descriptor: of a file, which is closed with this object.
    init(descriptor: CInt, length: Int) {
        source = .file(descriptor)
        self.length = length
    }

    /// A block whose content is in memory.
    public init(bytes: ByteBuffer) {
        source = .bytes(bytes)
        length = bytes.readableBytes
    }

    deinit {
        if case .file(let descriptor) = source { close(descriptor) }
    }

    /// The block of no bytes, which needs no file.
    static let empty = OpenBlock(bytes: ByteBuffer())

    /// Fills `target` from `offset`; what lies beyond the block's end is zeros. Blocks: call on a thread for it.
    ///
    /// - Throws: `BlockError.system`.
    public func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        let available = max(0, min(length - offset, target.count))
        let wanted = UnsafeMutableRawBufferPointer(rebasing: target[..<available])
        let done: Int
        switch source {
        case .file(let descriptor):
            done = try Self.read(descriptor, at: offset, into: wanted)
        case .bytes(let bytes):
            if available > 0 {
                bytes.withUnsafeReadableBytes {
                    wanted.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + available)]))
                }
            }
            done = available
        }
        if done < target.count {
            UnsafeMutableRawBufferPointer(rebasing: target[done...]).initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// How much could be read: less than wanted when the file shrank under us, and the rest reads as zeros, as for any
    /// short block.
    private static func read(
        _ descriptor: CInt, at offset: Int, into target: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        var done = 0
        while done < target.count, let start = target.baseAddress {
            let count = pread(descriptor, start + done, target.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw BlockError.system(operation: "read", path: "block", code: errno)
            }
            if count == 0 { break }
            done += count
        }
        return done
    }
}
