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
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { throw FileCalls.failure("flock", temporary) }
        try FileCalls.rename(temporary, to: path)
        try FileCalls.sync(directory, isDirectory: true)
    }

    /// That of a process that has ended; nil for one whose process lives, or that somebody else has taken over.
    init?(ofDeadProcessAt path: String) throws {
        do {
            file = BlockFile(descriptor: try FileCalls.open(path, O_RDWR))
        } catch BlockError.system(_, _, ENOENT) {
            return nil
        }
        self.path = path
        var status = stat()
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0, fstat(file.descriptor, &status) == 0, status.st_nlink > 0
        else {
            return nil
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try FileCalls.write(bytes, to: file.descriptor, at: offset, path: path)
    }

    /// Waits until what was written is on the disk.
    func sync() throws {
        if fdatasync(file.descriptor) != 0 { throw FileCalls.failure("fdatasync", path) }
    }

    /// Waits until everything written to the file system is on the disk, by whomever.
    func syncFileSystem() throws {
        if syncfs(file.descriptor) != 0 { throw FileCalls.failure("syncfs", path) }
    }

    /// Ends it before its first record. The file keeps its length: to write over what is there is quicker than to make
    /// it longer.
    func empty() throws {
        try withUnsafeBytes(of: UInt64(0)) { try write($0, at: 0) }
    }

    /// The records from the begin, up to the first that was not written to its end.
    func records() throws -> [JournalRecord] {
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw FileCalls.failure("stat", path) }
        var bytes = ByteBuffer()
        let size = Int(status.st_size)
        try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { space in
            try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: space[..<size]))
            return size
        }
        var records: [JournalRecord] = []
        while let record = JournalRecord(takenFrom: &bytes) { records.append(record) }
        return records
    }

    func remove() { unlink(path) }
}
