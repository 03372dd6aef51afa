import Glibc
import NIOCore

/// A block or a map in a directory, open, as it was when it was opened.
struct StoredFile: Sendable {
    let place: HashedPlace
    let file: BlockFile
    let stamp: FileStamp

    /// Bytes that are read at once: few enough to stay in the processor's cache while they are hashed.
    private static let chunkSize = 256 << 10

    /// Nil when there is no such file.
    init?(_ place: HashedPlace) throws {
        do {
            file = BlockFile(descriptor: try FileCalls.open(place.path, O_RDONLY))
        } catch BlockError.system(_, _, let code) where code == ENOENT || code == ENOTDIR {
            return nil
        }
        self.place = place
        stamp = try FileStamp(descriptor: file.descriptor, path: place.path)
    }

    /// Whether it still is as it was when it was opened.
    var isUnchanged: Bool { (try? FileStamp(descriptor: file.descriptor, path: place.path)) == stamp }

    /// Whether all of it is in the system's memory.
    var isCached: Bool {
        guard stamp.size > 0, let map = mmap(nil, stamp.size, PROT_READ, MAP_SHARED, file.descriptor, 0),
            map != MAP_FAILED
        else { return false }
        defer { munmap(map, stamp.size) }
        let page = sysconf(Int32(_SC_PAGESIZE))
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: (stamp.size + page - 1) / page) { pages in
            mincore(map, stamp.size, pages.baseAddress) == 0 && pages.allSatisfy { $0 & 1 == 1 }
        }
    }

    /// Makes the system read it from the disk when it is read next; what is not on the disk yet stays.
    func dropFromCache() { _ = posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED) }

    /// - Throws: `BlockError.system`, also when the file ends before.
    func read(at offset: Int, length: Int) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { space in
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<length]))
            return length
        }
        return bytes
    }

    /// What its content says its name is; nil for what cannot have one. Reads all of it.
    func contentHash() throws -> BlockHash? {
        switch place.kind {
        case .block: try blockHash()
        case .map: try mapHashes().map { Hashmap(hashes: $0, size: 0).root }
        }
    }

    /// The hashes of a map, in order; nil when the file has another length than hashes have.
    func mapHashes() throws -> [BlockHash]? {
        guard stamp.size % BlockHash.byteCount == 0 else { return nil }
        var hashes: [BlockHash] = []
        hashes.reserveCapacity(stamp.size / BlockHash.byteCount)
        try forEachChunk { chunk in
            hashes += BlockHash.all(in: chunk)
        }
        return hashes
    }

    private func blockHash() throws -> BlockHash {
        var hasher = BlockHasher()
        try forEachChunk { hasher.update($0) }
        return hasher.finalize()
    }

    private func forEachChunk(_ body: (UnsafeRawBufferPointer) -> Void) throws {
        try withUnsafeTemporaryAllocation(byteCount: Self.chunkSize, alignment: 64) { buffer in
            for offset in stride(from: 0, to: stamp.size, by: Self.chunkSize) {
                let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(Self.chunkSize, stamp.size - offset)])
                try file.read(at: offset, into: part)
                body(UnsafeRawBufferPointer(part))
            }
        }
    }
}
