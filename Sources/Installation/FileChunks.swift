import Glibc
import NIOCore
import NIOPosix
import Vocabulary

/// A file's bytes in order, in pieces of 1 MiB, read off the cooperative threads. For uploads of our own files.
struct FileChunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let path: String

    func makeAsyncIterator() -> Iterator { Iterator(path: path) }

    struct Iterator: AsyncIteratorProtocol {
        let path: String
        private var offset = 0

        init(path: String) {
            self.path = path
        }

        mutating func next() async throws -> ByteBuffer? {
            let (path, offset) = (path, offset)
            let chunk = try await NIOThreadPool.singleton.runIfActive { try Self.read(path, at: offset) }
            self.offset += chunk.count
            return chunk.isEmpty ? nil : ByteBuffer(bytes: chunk)
        }

        private static func read(_ path: String, at offset: Int) throws -> [UInt8] {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw Fault(.serviceUnavailable, "\(path) cannot be read: \(String(cString: strerror(errno))).")
            }
            defer { close(descriptor) }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, initialized in
                count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                initialized = Swift.max(count, 0)
            }
            guard count >= 0 else {
                throw Fault(.serviceUnavailable, "\(path) cannot be read: \(String(cString: strerror(errno))).")
            }
            return bytes
        }
    }
}
