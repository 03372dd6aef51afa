import Glibc
import NIOCore
import NIOPosix
import Vocabulary

/// Work that goes over all of the tree: by the order of names, which is that of the directories.
extension DirectoryBlockStore {
    public func list(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage {
        await drain()
        return try await pool.runIfActive {
            var walk = TreeWalk(limit: limit)
            try walk.visit(tree.directory(of: kind), level: 0, after: cursor?.text)
            guard walk.hashes.count == limit, let last = walk.hashes.last else {
                return StoredPage(hashes: walk.hashes, next: nil, fraction: 1)
            }
            let fraction = last.withBytes { Double($0[0]) / 256 + Double($0[1]) / 65_536 }
            return StoredPage(hashes: walk.hashes, next: StoredCursor(last.hex), fraction: fraction)
        }
    }

    public func status(of kind: StoredKind, _ hashes: [BlockHash]) async throws -> [StoredStatus?] {
        try await pool.runIfActive {
            try hashes.map { hash in
                let place = tree.place(kind, hash)
                let unnamed = journal.content(of: place)
                let path = place.path
                var status = stat()
                guard stat(path, &status) == 0 else {
                    guard errno == ENOENT || errno == ENOTDIR else { throw FileCalls.failure("stat", path) }
                    return unnamed.map { StoredStatus(size: $0.readableBytes, modified: .now()) }
                }
                let modified = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000
                return StoredStatus(size: Int(status.st_size), modified: Timestamp(microseconds: modified))
            }
        }
    }

    public func remove(_ kind: StoredKind, _ hashes: [BlockHash]) async throws {
        await drain()
        try await pool.runIfActive {
            for hash in hashes {
                let path = tree.place(kind, hash).path
                // The directories stay: an upload may be about to name a file in them.
                if unlink(path) != 0, errno != ENOENT { throw FileCalls.failure("unlink", path) }
            }
        }
    }
}

/// Gathers the names in a tree of directories in order, from some name on. What else lies there is passed over.
private struct TreeWalk {
    /// How many at most.
    let limit: Int
    var hashes: [BlockHash] = []

    /// Directories above the files.
    private static let levels = 3

    init(limit: Int) {
        self.limit = limit
    }

    /// `/e3/b0/c4`, what the directory of a name ends with.
    private static func end(of name: String) -> [UInt8] {
        let digits = Array(name.utf8.prefix(6))
        return stride(from: 0, to: 6, by: 2).flatMap { [UInt8(ascii: "/")] + digits[$0..<($0 + 2)] }
    }

    /// - Parameter after: the last name that is not wanted, where it lies below this directory; nil where all are.
    mutating func visit(_ directory: String, level: Int, after: String?) throws {
        guard level < Self.levels else {
            for name in try FileCalls.names(in: directory).sorted() where after.map({ name > $0 }) ?? true {
                guard hashes.count < limit else { return }
                guard let hash = BlockHash(hex: name), hash.hex == name else { continue }
                // Archipelago's: the next page begins by the name, and would pass over others or find them again.
                guard directory.utf8.suffix(9).elementsEqual(Self.end(of: name)) else { continue }
                hashes.append(hash)
            }
            return
        }
        let bound = after?.dropFirst(2 * level).prefix(2)
        for name in try FileCalls.names(in: directory).filter({ $0.utf8.count == 2 }).sorted() {
            guard hashes.count < limit else { return }
            if let bound, name < bound { continue }
            try visit("\(directory)/\(name)", level: level + 1, after: bound == name[...] ? after : nil)
        }
    }
}
