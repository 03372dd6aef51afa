import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix

/// Runs what blocks, file access above all, off the cooperative threads. Also in a cancelled task: what was done to a
/// machine is written down in any case.
func offPool<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    return try await NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop, body).get()
}

/// File access that survives a power cut where its name says so. All of it blocks.
enum Files {
    static func makeDirectory(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir", path) }
    }

    /// Writes a whole file so that after a crash there is either the old one or the new one.
    static func writeDurably(_ bytes: some Collection<UInt8>, to path: String, mode: mode_t = 0o600) throws {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("open", temporary) }
        do {
            defer { close(file) }
            try write(Array(bytes), to: file, path: temporary)
            guard fsync(file) == 0 else { throw failure("fsync", temporary) }
        }
        try replace(path, with: temporary)
    }

    /// Gives a finished file its name, durably.
    static func replace(_ path: String, with temporary: String) throws {
        guard rename(temporary, path) == 0 else { throw failure("rename", temporary) }
        try syncDirectory(of: path)
    }

    static func write(_ bytes: [UInt8], to file: Int32, path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(file, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure("write", path) }
                done += count
            }
        }
    }

    static func read(_ path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw QEMUBackendError.record(path: path, reason: "\(error)")
        }
    }

    /// Nil when there is none.
    static func size(_ path: String) -> Int64? {
        var information = stat()
        return stat(path, &information) == 0 ? Int64(information.st_size) : nil
    }

    /// The names in a directory, sorted; none when it does not exist.
    static func list(_ directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// Removes a file or a whole directory; nothing to remove is no error.
    static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    static func syncDirectory(of path: String) throws {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let file = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", directory) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync", directory) }
    }

    static func failure(_ operation: String, _ path: String) -> QEMUBackendError {
        .fileSystem(operation: operation, path: path, code: errno)
    }
}
