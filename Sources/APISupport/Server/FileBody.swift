import Glibc
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// Writes one part of one file.
struct FileBody: Sendable {
    let slice: FileSlice
    let channel: (any Channel)?

    /// What is read at once.
    static let readSize = 512 << 10

    /// Returns what ends when all of it was given to the system; nil where it was already.
    func write(to writer: inout any ResponseBodyWriter) async throws -> EventLoopFuture<Void>? {
        guard slice.count > 0 else { return nil }
        try checkLength()
        if let channel, isCached { return try await send(over: channel) }
        try await copy(to: &writer)
        return nil
    }

    /// `sendfile` would wait for ever for bytes that are not there.
    private func checkLength() throws {
        var status = stat()
        guard fstat(slice.file.descriptor, &status) == 0, Int(status.st_size) >= slice.offset + slice.count else {
            throw Self.tooShort
        }
    }

    private static var tooShort: IOError { IOError(errnoCode: EIO, reason: "a file is shorter than it should be") }

    /// Whether all of the part lies in the system's cache.
    private var isCached: Bool {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let start = slice.offset / page * page
        let length = slice.offset + slice.count - start
        guard let map = mmap(nil, length, PROT_READ, MAP_SHARED, slice.file.descriptor, start), map != MAP_FAILED
        else { return false }
        defer { munmap(map, length) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: (length + page - 1) / page) { pages in
            mincore(map, length, pages.baseAddress) == 0 && pages.allSatisfy { $0 & 1 == 1 }
        }
    }

    /// What is written next must find it in its place already.
    private func send(over channel: any Channel) async throws -> EventLoopFuture<Void> {
        if channel.eventLoop.inEventLoop { return enqueue(on: channel) }
        return try await channel.eventLoop.submit { enqueue(on: channel) }.get()
    }

    /// Below the codec, which carries only buffers. The head was handed to the same loop before, so the order is kept.
    private func enqueue(on channel: any Channel) -> EventLoopFuture<Void> {
        let file = slice.file
        // Lent: whoever opened the file closes it.
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: file.descriptor)
        let region = FileRegion(
            fileHandle: handle, readerIndex: slice.offset, endIndex: slice.offset + slice.count)
        let promise = channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { _ in
            // It stayed open until now.
            withExtendedLifetime(file) { _ = try? handle.takeDescriptorOwnership() }
        }
        do {
            let context = try channel.pipeline.syncOperations.context(handlerType: HTTPTypesCodec.self)
            context.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.fileRegion(region))), promise: promise)
        } catch {
            promise.fail(error)
        }
        return promise.futureResult
    }

    private func copy(to writer: inout any ResponseBodyWriter) async throws {
        var done = 0
        while done < slice.count {
            let offset = slice.offset + done
            let wanted = min(Self.readSize, slice.count - done)
            let file = slice.file
            let part = try await NIOThreadPool.singleton.runIfActive {
                try Self.read(file, offset: offset, count: wanted)
            }
            guard part.readableBytes > 0 else { throw Self.tooShort }
            try await writer.write(part)
            done += part.readableBytes
        }
    }

    private static func read(_ file: any OpenFile, offset: Int, count: Int) throws -> ByteBuffer {
        var part = ByteBufferAllocator().buffer(capacity: count)
        try part.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            while true {
                let got = pread(file.descriptor, bytes.baseAddress, count, offset)
                if got >= 0 { return got }
                guard errno == EINTR else { throw IOError(errnoCode: errno, reason: "read") }
            }
        }
        return part
    }
}
