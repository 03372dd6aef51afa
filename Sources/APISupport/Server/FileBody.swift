import Glibc
public import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOPosix

extension ResponseBody {
    /// A body made of parts of files, sent one after the other without ever being in our memory, and of bytes that are
    /// read from elsewhere as it goes.
    ///
    /// A file that lies in the system's cache goes out by `sendfile`, which costs a third of reading and writing. One
    /// that does not would stop all connections of its event loop while the disk turns, so it is read on a thread
    /// first. Of what lies in no file two chunks are in memory: one that is sent, one that is read.
    /// - Parameter context: of the request that is answered; without a connection everything is read.
    public static func pieces(_ pieces: [BodyPiece], _ context: APIContext) -> ResponseBody {
        let channel = context.channel
        return ResponseBody(contentLength: pieces.reduce(0) { $0 + $1.count }) { writer in
            for piece in pieces {
                switch piece {
                case .file(let slice):
                    try await FileBody(slice: slice, channel: channel).write(to: &writer)
                case .stored(let count, let read):
                    try await StoredBody(count: count, read: read).write(to: &writer)
                case .bytes(let bytes):
                    try await writer.write(ByteBuffer(bytes: bytes))
                case .zeros(let count):
                    try await Self.writeZeros(count, to: &writer)
                }
            }
            try await writer.finish(nil)
        }
    }

    private static func writeZeros(_ count: Int, to writer: inout any ResponseBodyWriter) async throws {
        let zeros = ByteBuffer(repeating: 0, count: min(count, FileBody.readSize))
        var left = count
        while left > 0 {
            let part = zeros.getSlice(at: 0, length: min(left, zeros.readableBytes)) ?? zeros
            try await writer.write(part)
            left -= part.readableBytes
        }
    }
}

/// Writes one part of one file.
private struct FileBody: Sendable {
    let slice: FileSlice
    let channel: (any Channel)?

    /// What is read at once.
    static let readSize = 512 << 10

    func write(to writer: inout any ResponseBodyWriter) async throws {
        guard slice.count > 0 else { return }
        let (file, isCached) = try await NIOThreadPool.singleton.runIfActive { try open() }
        do {
            if let channel, isCached {
                try await send(file, over: channel)
            } else {
                try await copy(file, to: &writer)
            }
        } catch {
            try? file.close()
            throw error
        }
        try file.close()
    }

    /// The file, and whether all of the part is in the system's cache.
    private func open() throws -> (NIOFileHandle, Bool) {
        let descriptor = Glibc.open(slice.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "open \(slice.path)") }
        // sendfile would wait for ever for bytes that are not there.
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= slice.offset + slice.count else {
            close(descriptor)
            throw IOError(errnoCode: EIO, reason: "\(slice.path) is shorter than it should be")
        }
        return (NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor), isCached(descriptor))
    }

    private func isCached(_ descriptor: CInt) -> Bool {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let start = slice.offset / page * page
        let length = slice.offset + slice.count - start
        guard let map = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, start), map != MAP_FAILED else {
            return false
        }
        defer { munmap(map, length) }
        var pages = [UInt8](repeating: 0, count: (length + page - 1) / page)
        return mincore(map, length, &pages) == 0 && pages.allSatisfy { $0 & 1 == 1 }
    }

    /// Below the codec, which carries only buffers. The head was handed to the same loop before, so the order is kept.
    private func send(_ file: NIOFileHandle, over channel: any Channel) async throws {
        let region = FileRegion(
            fileHandle: file, readerIndex: slice.offset, endIndex: slice.offset + slice.count)
        try await channel.eventLoop.flatSubmit {
            do {
                let context = try channel.pipeline.syncOperations.context(handlerType: HTTPTypesCodec.self)
                let promise = channel.eventLoop.makePromise(of: Void.self)
                context.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.fileRegion(region))), promise: promise)
                return promise.futureResult
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }.get()
    }

    private func copy(_ file: NIOFileHandle, to writer: inout any ResponseBodyWriter) async throws {
        var done = 0
        while done < slice.count {
            let offset = slice.offset + done
            let wanted = min(Self.readSize, slice.count - done)
            let part = try await NIOThreadPool.singleton.runIfActive {
                try Self.read(file, offset: offset, count: wanted)
            }
            guard part.readableBytes > 0 else {
                throw IOError(errnoCode: EIO, reason: "\(slice.path) is shorter than it should be")
            }
            try await writer.write(part)
            done += part.readableBytes
        }
    }

    private static func read(_ file: NIOFileHandle, offset: Int, count: Int) throws -> ByteBuffer {
        var part = ByteBufferAllocator().buffer(capacity: count)
        try part.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            try file.withUnsafeFileDescriptor { descriptor in
                while true {
                    let got = pread(descriptor, bytes.baseAddress, count, offset)
                    if got >= 0 { return got }
                    guard errno == EINTR else { throw IOError(errnoCode: errno, reason: "read") }
                }
            }
        }
        return part
    }
}
