import Glibc

/// A file that has its content but not yet its name.
struct StagedFile: Sendable {
    /// Where it lies until it is committed.
    var temporaryPath: String
    /// Where it belongs, from the root of the tree.
    var place: HashedPlace
}

/// The place of a hash in a tree of directories: three levels from its first three bytes, then all of it.
///
/// - Shape: `e3/b0/c4/e3b0c442…`.
/// - Source: object-storage.md 5.1.
struct HashedPlace: Sendable, Hashable {
    /// `blocks` or `maps`, absolute.
    let tree: String
    let kind: StoredKind
    let hash: BlockHash

    /// The hash in hexadecimal digits.
    var name: String { hash.hex }

    /// The directories above the file, outermost first; the tree itself is not among them.
    var directories: [String] { directories(name) }

    var path: String {
        let name = name
        return "\(directories(name)[2])/\(name)"
    }

    private func directories(_ name: String) -> [String] {
        let digits = Array(name.utf8.prefix(6))
        var path = tree
        return stride(from: 0, to: 6, by: 2).map { at in
            path += "/" + String(decoding: digits[at..<(at + 2)], as: UTF8.self)
            return path
        }
    }
}

/// System calls that throw, on the calling thread.
enum FileCalls {
    /// Opens or creates; the caller closes.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws -> CInt {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw failure("open", path) }
        }
    }

    /// True where the directory was made, false where it was there.
    static func makeDirectory(_ path: String) throws -> Bool {
        if mkdir(path, 0o777) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure("mkdir", path)
    }

    /// What lies in a directory, in no order, itself and its parent not. Nothing where there is no such directory.
    static func names(in directory: String) throws -> [String] {
        guard let stream = opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw failure("opendir", directory)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// What became of a touch.
    enum Touch {
        case done
        case missing
        /// The file is not ours to touch.
        case refused
    }

    /// Sets a file's times to now, by the clock of the file system.
    static func touch(_ path: String) throws -> Touch {
        if utimensat(AT_FDCWD, path, nil, 0) == 0 { return .done }
        switch errno {
        case ENOENT: return .missing
        case EACCES, EPERM: return .refused
        default: throw failure("utimensat", path)
        }
    }

    static func rename(_ from: String, to: String) throws {
        if Glibc.rename(from, to) != 0 { throw failure("rename", from) }
    }

    /// Waits until a file's data, or a directory's entries, are on the disk.
    static func sync(_ path: String, isDirectory: Bool) throws {
        let descriptor = try open(path, O_RDONLY | (isDirectory ? O_DIRECTORY : 0))
        defer { close(descriptor) }
        if (isDirectory ? fsync(descriptor) : fdatasync(descriptor)) != 0 { throw failure("fsync", path) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt, at offset: Int, path: String) throws {
        var done = 0
        while done < bytes.count {
            guard let start = bytes.baseAddress else { return }
            let count = pwrite(descriptor, start + done, bytes.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            done += count
        }
    }

    static func failure(_ operation: String, _ path: String) -> BlockError {
        .system(operation: operation, path: path, code: errno)
    }
}
