import CFileSync
import Crypto
import Glibc
public import NIOCore
import NIOPosix
import Vocabulary

/// Where Archipelago's `filed` keeps what it made: as a block in its place, but in directories that the hash of the *name*
/// gives: `aa/bb/cc/N`, from the first three bytes of SHA-256 of N.
///
/// - Source: object-storage.md 5.3.
extension DirectoryBlockStore: ArchipelagoStore {
    public func archipelagoObject(_ name: String) async throws -> ByteBuffer? {
        try await pool.runIfActive {
            let path = Self.archipelagoPath(of: name, in: tree.maps)
            do {
                let file = BlockFile(descriptor: try FileCalls.open(path, O_RDONLY))
                let stamp = try FileStamp(descriptor: file.descriptor, path: path)
                var bytes = ByteBuffer()
                try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: stamp.size) { space in
                    try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: space[..<stamp.size]))
                    return stamp.size
                }
                return bytes
            } catch BlockError.system(_, _, let code) where code == ENOENT || code == ENOTDIR {
                return nil
            }
        }
    }

    public func adoptFiles(isDryRun: Bool, progress: @escaping @Sendable (Double) -> Void) async throws -> Int {
        var count = 0
        for (index, kind) in StoredKind.allCases.enumerated() {
            for first in 0..<256 {
                try Task.checkCancellation()
                count += try await pool.runIfActive { try adoptFiles(kind, below: first, isDryRun: isDryRun) }
                progress((Double(index) + Double(first + 1) / 256) / Double(StoredKind.allCases.count))
            }
        }
        return count
    }

    static func archipelagoPath(of name: String, in tree: String) -> String {
        let digits = Array(Hex.encode(Array(SHA256.hash(data: Array(name.utf8)).prefix(3))).utf8)
        let folders = stride(from: 0, to: 6, by: 2).map { String(decoding: digits[$0..<($0 + 2)], as: UTF8.self) }
        return ([tree] + folders + [name]).joined(separator: "/")
    }

    /// Brings a file to its place, should it lie where Archipelago looks for it.
    func adopt(_ place: HashedPlace) throws -> StoredFile? {
        let path = Self.archipelagoPath(of: place.name, in: place.tree)
        guard access(path, F_OK) == 0 else { return nil }
        _ = try FileCalls.link(path, into: place)
        return try StoredFile(place)
    }

    // MARK: - On the store's threads

    /// Those in one of the 256 outermost directories. Each has both names until the new ones are on the disk.
    private func adoptFiles(_ kind: StoredKind, below first: Int, isDryRun: Bool) throws -> Int {
        let outer = "\(tree.directory(of: kind))/\(Self.digits(first))"
        var adopted: [String] = []
        for second in try FileCalls.names(in: outer) {
            for third in try FileCalls.names(in: "\(outer)/\(second)") {
                let folder = "\(outer)/\(second)/\(third)"
                for name in try FileCalls.names(in: folder) {
                    guard let hash = BlockHash(hex: name), hash.hex == name else { continue }
                    let place = tree.place(kind, hash)
                    let path = "\(folder)/\(name)"
                    guard place.path != path else { continue }
                    // Where something else lies in its place already, that is what counts.
                    if !isDryRun, try !FileCalls.link(path, into: place), !Self.isSame(path, place.path) { continue }
                    adopted.append(path)
                }
            }
        }
        guard !isDryRun, !adopted.isEmpty else { return adopted.count }
        let directory = BlockFile(descriptor: try FileCalls.open(tree.path, O_RDONLY | O_DIRECTORY))
        if syncfs(directory.descriptor) != 0 { throw FileCalls.failure("syncfs", tree.path) }
        for path in adopted where unlink(path) != 0 && errno != ENOENT { throw FileCalls.failure("unlink", path) }
        return adopted.count
    }

    private static func isSame(_ first: String, _ second: String) -> Bool {
        var (a, b) = (stat(), stat())
        return stat(first, &a) == 0 && stat(second, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev
    }

    private static func digits(_ byte: Int) -> String { Hex.encode([UInt8(byte)]) }
}
