import CFileSync
import Glibc
import NIOCore

/// One half of a journal, open and locked. Closed when nobody holds it.
final class JournalFile: Sendable {
    private let path: String
    private let file: BlockFile

    /// A new one. It gets its name only when it is locked: nobody must take it for that of a dead process.
    init(name: String, in directory: String, staging: String) throws {
        let temporary = "\(staging)/\(name)"
        path = "\(directory)/\(name)"
        file = BlockFile(descriptor: try FileCalls.open(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600))
        do {
            guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { throw FileCalls.failure("flock", temporary) }
            try FileCalls.rename(temporary, to: path)
        } catch {
            // The next attempt has the same name.
            unlink(temporary)
            throw error
        }
        try FileCalls.sync(directory, isDirectory: true)
    }

    /// The files of journals in a directory, whoever's they are. Other things may lie there: of `lost+found` on a file system
    /// of its own nothing is known here.
    static func paths(in directory: String) throws -> [String] {
        try FileCalls.names(in: directory).filter { $0.hasSuffix(".0") || $0.hasSuffix(".1") }.sorted()
            .map { "\(directory)/\($0)" }
    }

    /// That of a process that has ended; nil for one whose process lives, or that somebody else has taken over.
    init?(ofDeadProcessAt path: String) throws {
        do {
            file = BlockFile(descriptor: try FileCalls.open(path, O_RDWR))
        } catch BlockError.system(_, _, ENOENT) {
            return nil
        }
        self.path = path
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw FileCalls.failure("flock", path)
        }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw FileCalls.failure("stat", path) }
        if status.st_nlink == 0 { return nil }
    }

    /// Bytes that the file grows by. What lies in it is written over from then on, which takes the disk half as long as to
    /// make a file longer.
    private static let step = 1 << 20

    /// Returns when the bytes are on the disk.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try FileCalls.write(bytes, to: file.descriptor, at: offset, path: path)
        let end = offset + bytes.count
        if try size() == end {
            // Where there is no room for more, the next write says so.
            try? [UInt8](repeating: 0, count: Self.step).withUnsafeBytes {
                try FileCalls.write($0, to: file.descriptor, at: end, path: path)
            }
        }
        if fdatasync(file.descriptor) != 0 { throw FileCalls.failure("fdatasync", path) }
    }

    /// Waits until everything written to the file system is on the disk, by whomever.
    func syncFileSystem() throws {
        if syncfs(file.descriptor) != 0 { throw FileCalls.failure("syncfs", path) }
    }

    /// Ends it before its first record. The file keeps its length.
    func empty() throws {
        try withUnsafeBytes(of: UInt64(0)) { try FileCalls.write($0, to: file.descriptor, at: 0, path: path) }
    }

    func contents() throws -> JournalContents {
        let count = try size()
        var bytes = ByteBuffer()
        try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
            return count
        }
        return JournalContents(bytes)
    }

    /// The contents of files among what lies in a journal, whoever's it is.
    static func contents(of places: Set<HashedPlace>, at path: String) throws -> [HashedPlace: ByteBuffer] {
        let file: BlockFile
        do {
            file = BlockFile(descriptor: try FileCalls.open(path, O_RDONLY))
        } catch BlockError.system(_, _, ENOENT) {
            return [:]
        }
        let wanted = Dictionary(grouping: places, by: \.hash)
        var found: [HashedPlace: ByteBuffer] = [:]
        var reader = try JournalReader(file, path: path)
        while let record = try reader.next() {
            let place = wanted[record.hash]?.first { $0.kind == record.kind }
            // Somebody may be writing just there.
            guard let place, found[place] == nil, record.isWhole else { continue }
            // Without all that lies around it, which would stay in memory with it.
            found[place] = ByteBuffer(bytes: record.content.readableBytesView)
        }
        return found
    }

    private func size() throws -> Int {
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw FileCalls.failure("stat", path) }
        return Int(status.st_size)
    }

    func remove() { unlink(path) }

    /// Moves it among the damaged files; where it is then.
    func move(to quarantine: Quarantine) throws -> String {
        try quarantine.keep(path, as: "journal-\(path.split(separator: "/").last ?? "")")
    }
}
