import CFileSync
import Glibc
public import NIOCore
import NIOPosix
import Vocabulary

/// What Archipelago's `filed` keeps lies in directories that the hash of its *name* gives, see `HashedPlace.archipelagos`.
///
/// - Source: object-storage.md 5.3.
extension DirectoryBlockStore: ArchipelagoStore {
    public func archipelagoObject(_ name: String) async throws -> ByteBuffer? {
        // It comes out of a database, and becomes a path.
        guard !name.utf8.contains(UInt8(ascii: "/")), name != "..", name != "." else { return nil }
        return try await pool.runIfActive {
            let path = HashedPlace.archipelagosPath(of: name, in: tree.maps)
            guard let found = try FileStamp(path: path), found.isFile else { return nil }
            let file = BlockFile(descriptor: try FileCalls.open(path, O_RDONLY))
            let length = min(try FileStamp(descriptor: file.descriptor, path: path).size, blockSize)
            var bytes = ByteBuffer()
            try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { space in
                try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: space[..<length]))
                return length
            }
            return bytes
        }
    }

    public func adoptFiles(
        isDryRun: Bool, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> AdoptedFiles {
        var adopted = AdoptedFiles()
        for (index, kind) in StoredKind.allCases.enumerated() {
            for first in 0..<256 {
                try Task.checkCancellation()
                adopted += try await pool.runIfActive { try adoptFiles(kind, below: first, isDryRun: isDryRun) }
                progress((Double(index) + Double(first + 1) / 256) / Double(StoredKind.allCases.count))
            }
        }
        return adopted
    }

    // MARK: - On the store's threads

    /// Whether something lies where Archipelago puts it.
    func isArchipelagos(_ place: HashedPlace) throws -> Bool {
        guard let stamp = try FileStamp(path: place.archipelagos.path) else { return false }
        return stamp.isFile && stamp.size > 0
    }

    /// Those in one of the 256 outermost directories. Each has both names until the new ones are on the disk.
    private func adoptFiles(_ kind: StoredKind, below first: Int, isDryRun: Bool) throws -> AdoptedFiles {
        var adopted = AdoptedFiles()
        let found = try archipelagosFiles(kind, below: Hex.encode([UInt8(first)]))
        guard !isDryRun, !found.isEmpty else {
            adopted.count = found.count
            return adopted
        }
        var named: [String] = []
        for place in found {
            do {
                try name(place)
                named.append(place.path)
            } catch BlockError.system(let operation, _, let code) {
                adopted.failures.append((place.path, "\(operation): \(String(cString: strerror(code)))"))
            }
        }
        let directory = BlockFile(descriptor: try FileCalls.open(tree.path, O_RDONLY | O_DIRECTORY))
        if syncfs(directory.descriptor) != 0 { throw FileCalls.failure("syncfs", tree.path) }
        for path in named {
            if unlink(path) == 0 || errno == ENOENT {
                adopted.count += 1
            } else {
                adopted.failures.append((path, "unlink: \(String(cString: strerror(errno)))"))
            }
        }
        return adopted
    }

    private func archipelagosFiles(_ kind: StoredKind, below first: String) throws -> [HashedPlace] {
        var found: [HashedPlace] = []
        let outer = "\(tree.directory(of: kind))/\(first)"
        for second in try FileCalls.names(in: outer) {
            for third in try FileCalls.names(in: "\(outer)/\(second)") {
                for name in try FileCalls.names(in: "\(outer)/\(second)/\(third)") {
                    guard let hash = BlockHash(hex: name), hash.hex == name else { continue }
                    let (place, path) = (tree.place(kind, hash), "\(outer)/\(second)/\(third)/\(name)")
                    // What lies where nobody looks is nobody's.
                    guard path != place.path, path == place.archipelagos.path else { continue }
                    found.append(place.archipelagos)
                }
            }
        }
        return found
    }

    /// Gives a file the name that everybody looks for. What lies there already stays where it is good, and is set aside where
    /// it is not.
    private func name(_ place: HashedPlace) throws {
        let own = place.own
        for _ in 0..<2 {
            if try FileCalls.link(place.path, into: own) { return }
            guard let there = try StoredFile(own) else { continue }
            do {
                return try verifier.verifyBlocking(there)
            } catch BlockError.damagedBlock, BlockError.damagedMap {
                continue
            }
        }
        // What lies there is neither good nor can it be set aside: the other stays the only one.
        throw BlockError.system(operation: "link", path: own.path, code: EEXIST)
    }
}
