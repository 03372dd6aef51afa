import Glibc
import Vocabulary

/// Held by one process at a time until it is released; the kernel gives it back when the process ends, however it ends.
struct FileLock {
    private let descriptor: CInt

    /// - Throws: conflict when another process holds it.
    init(_ path: String) throws {
        descriptor = try FileCalls.open(path, O_RDWR | O_CREAT, mode: 0o600)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.conflict, "Another run holds \(path); wait for its end.")
        }
    }

    func release() { close(descriptor) }
}
