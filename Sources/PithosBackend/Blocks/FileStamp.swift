import Glibc
import Vocabulary

/// What a file system says of a file that is different after every change of it.
///
/// The moment of the last change of its data can be set by anyone who may write the file; that of its inode cannot.
struct FileStamp: Sendable, Hashable {
    let inode: UInt64
    /// Bytes.
    let size: Int
    /// Not a directory or a device that somebody put there.
    let isFile: Bool
    private let dataChange: Moment
    private let inodeChange: Moment

    private struct Moment: Sendable, Hashable {
        var seconds: Int
        var nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// When the data last changed, or the file was touched.
    var changed: Timestamp {
        Timestamp(microseconds: Int64(dataChange.seconds) * 1_000_000 + Int64(dataChange.nanoseconds) / 1000)
    }

    private init(_ status: stat) {
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        isFile = status.st_mode & S_IFMT == S_IFREG
        dataChange = Moment(status.st_mtim)
        inodeChange = Moment(status.st_ctim)
    }

    /// Of an open file.
    init(descriptor: CInt, path: String) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileCalls.failure("stat", path) }
        self.init(status)
    }

    /// Of what lies at a path; nil when nothing does.
    init?(path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A file where a directory should be: nothing can lie below it.
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileCalls.failure("stat", path)
        }
        self.init(status)
    }
}
