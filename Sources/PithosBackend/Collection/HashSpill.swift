import Glibc

/// Many hashes on disk, by their first byte, so that a 256th of them at a time is in memory: of a hundred million, 12 MB.
///
/// Files of raw hashes, appended to; what a run that was cut off had written after its last note is cut away.
final class HashSpill {
    private let directory: String
    private let name: String
    /// Bytes of each file, and what is not written yet.
    private(set) var lengths: [Int]
    private var buffers = [[UInt8]](repeating: [], count: buckets)

    static let buckets = 256
    private static let bufferSize = 16 << 10

    /// - Parameter lengths: what is kept of the files, in bytes; nil to begin anew.
    init(directory: String, name: String, lengths: [Int]?) throws {
        self.directory = directory
        self.name = name
        self.lengths = lengths ?? [Int](repeating: 0, count: Self.buckets)
        for bucket in 0..<Self.buckets { try cut(bucket) }
    }

    func append(_ hash: BlockHash) throws {
        let bucket = hash.firstByte
        hash.withBytes { buffers[bucket].append(contentsOf: $0) }
        if buffers[bucket].count >= Self.bufferSize { try write(bucket) }
    }

    /// Writes what is not written yet.
    func flush() throws {
        for bucket in 0..<Self.buckets where !buffers[bucket].isEmpty { try write(bucket) }
    }

    /// The hashes with this first byte, each once, in order.
    func load(_ bucket: Int) throws -> [BlockHash] {
        let length = lengths[bucket]
        guard length > 0 else { return [] }
        let file = BlockFile(descriptor: try FileCalls.open(path(bucket), O_RDONLY))
        var hashes: [BlockHash] = []
        try withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { buffer in
            try file.read(at: 0, into: buffer)
            hashes = BlockHash.all(in: UnsafeRawBufferPointer(buffer))
        }
        return hashes.sortedOnce()
    }

    func remove() { for bucket in 0..<Self.buckets { unlink(path(bucket)) } }

    private func path(_ bucket: Int) -> String {
        "\(directory)/\(name)-\(bucket < 16 ? "0" : "")\(String(bucket, radix: 16))"
    }

    private func write(_ bucket: Int) throws {
        let path = path(bucket)
        let descriptor = try FileCalls.open(path, O_WRONLY | O_CREAT)
        defer { close(descriptor) }
        try buffers[bucket].withUnsafeBytes {
            try FileCalls.write($0, to: descriptor, at: lengths[bucket], path: path)
        }
        lengths[bucket] += buffers[bucket].count
        buffers[bucket].removeAll(keepingCapacity: true)
    }

    private func cut(_ bucket: Int) throws {
        let path = path(bucket)
        guard lengths[bucket] > 0 else {
            unlink(path)
            return
        }
        // Shorter than noted: the machine lost power, and what was noted with it.
        guard let stamp = try FileStamp(path: path), stamp.size >= lengths[bucket] else { throw HashSpillLost() }
        if truncate(path, off_t(lengths[bucket])) != 0 { throw FileCalls.failure("truncate", path) }
    }
}

/// A spill is not what was noted of it.
struct HashSpillLost: Error {}

/// A set of hashes in spills, a bucket of which is in memory.
final class MarkedHashes {
    private let spills: [HashSpill]
    private var loaded: (bucket: Int, hashes: [BlockHash])?

    init(_ spills: [HashSpill]) {
        self.spills = spills
    }

    /// Quick as long as hashes come bucket by bucket.
    func contains(_ hash: BlockHash) throws -> Bool {
        if hash == .empty { return true }
        let hashes = try bucket(hash.firstByte)
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == hash
    }

    private func bucket(_ bucket: Int) throws -> [BlockHash] {
        if let loaded, loaded.bucket == bucket { return loaded.hashes }
        loaded = nil
        let hashes =
            spills.count == 1 ? try spills[0].load(bucket) : try spills.flatMap { try $0.load(bucket) }.sortedOnce()
        loaded = (bucket, hashes)
        return hashes
    }
}

extension [BlockHash] {
    /// In order, each once.
    fileprivate func sortedOnce() -> [BlockHash] {
        var result: [BlockHash] = []
        result.reserveCapacity(count)
        for hash in sorted() where hash != result.last { result.append(hash) }
        return result
    }
}
