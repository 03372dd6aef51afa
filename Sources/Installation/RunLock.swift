import Glibc
import Vocabulary

/// Held by the one server that runs on a data directory, from start to end; the kernel gives it back when the
/// process dies, however it dies.
public struct RunLock: ~Copyable {
    private let descriptor: CInt

    /// - Throws: `Fault(.conflict)` that names the process which holds it.
    public init(_ directory: DataDirectory) throws {
        let path = directory.run + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.serviceUnavailable, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(of: directory).map { " (process \($0))" } ?? ""
            close(descriptor)
            throw Fault(
                .conflict, "A server is running on \(directory.path) already\(holder); stop it with `synnefo down`.")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit { close(descriptor) }

    /// The process that holds the lock now; nil when nobody does.
    public static func holder(of directory: DataDirectory) -> Int32? {
        let descriptor = open(directory.run + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").first ?? "")
    }
}
