import Glibc

/// Keeps a directory for this process while the object lives; the kernel lets go of it when the process ends.
final class DirectoryLock: Sendable {
    private let file: Int32

    /// A program that somebody is just starting has a copy of all open files until it runs: who is to hold the lock, or to
    /// find it free, looks for so long.
    static let patience = Duration.seconds(1)

    private init(file: Int32) {
        self.file = file
    }

    /// - Throws: `QEMUBackendError.directoryBusy` when another holds it for longer than a moment.
    static func take(_ directory: String) async throws -> DirectoryLock {
        let path = directory + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Files.failure("open", path) }
        let lock = DirectoryLock(file: file)
        let deadline = ContinuousClock.now + patience
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else { throw QEMUBackendError.directoryBusy(directory) }
            try await Task.sleep(for: .milliseconds(20))
        }
        return lock
    }

    /// Whether nobody holds the directory now. Blocks for no longer than a look takes.
    static func isFree(_ directory: String) throws -> Bool {
        let path = directory + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Files.failure("open", path) }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return false }
        flock(file, LOCK_UN)
        return true
    }

    deinit {
        // Closing alone would leave it to such a copy.
        flock(file, LOCK_UN)
        close(file)
    }
}
