import FoundationEssentials
import Glibc
import SQLAccess
import Synchronization

/// A folder that goes with its last owner, or with the process.
final class TemporaryFolder: Sendable {
    let path: String

    /// The paths of those that exist.
    private static let live: Mutex<Set<String>> = {
        atexit { TemporaryFolder.removeAll() }
        return Mutex([])
    }()

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "synnefo-sqlite-\(UUID().uuidString)")
        path = url.path
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw DatabaseError.unavailable(message: "\(path): \(error)")
        }
        Self.live.withLock { live in _ = live.insert(path) }
    }

    deinit {
        Self.remove(path)
        Self.live.withLock { live in _ = live.remove(path) }
    }

    private static func removeAll() {
        for path in live.withLock({ $0 }) { remove(path) }
    }

    /// It lies among temporary files: one that cannot be removed now goes with them.
    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
