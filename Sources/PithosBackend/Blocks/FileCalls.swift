import Glibc

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

    /// Gives a file a second name in a place, unless something lies there: then false. Makes the directories above it
    /// where they are missing.
    static func link(_ from: String, into place: HashedPlace) throws -> Bool {
        if Glibc.link(from, place.path) == 0 { return true }
        if errno == ENOENT {
            for directory in place.directories { _ = try makeDirectory(directory) }
            if Glibc.link(from, place.path) == 0 { return true }
        }
        if errno == EEXIST { return false }
        throw failure("link", place.path)
    }

    /// Gives a file its place, whatever lies there; makes the directories above it where they are missing.
    static func rename(_ from: String, into place: HashedPlace) throws {
        do {
            try rename(from, to: place.path)
        } catch BlockError.system(_, _, ENOENT) {
            for directory in place.directories { _ = try makeDirectory(directory) }
            try rename(from, to: place.path)
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
