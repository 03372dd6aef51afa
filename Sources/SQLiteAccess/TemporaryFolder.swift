import FoundationEssentials
import SQLAccess

/// A folder that goes with its last owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "synnefo-sqlite-\(UUID().uuidString)")
        path = url.path
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw DatabaseError.unavailable(message: "\(path): \(error)")
        }
    }

    deinit {
        // It lies among temporary files: one that cannot be removed now goes with them.
        try? FileManager.default.removeItem(atPath: path)
    }
}
