import Glibc
import Logging
import Vocabulary

/// Where damaged files are kept, out of the way of readers and of who uploads the same content anew. Nothing in it is
/// ever deleted: an operator may still read something out of it.
///
///     .quarantine/block-<hash>.<when, unix seconds>-<random>
///     .quarantine/journal-<name>.<when, unix seconds>-<random>
struct Quarantine: Sendable {
    /// Absolute; made with the first damaged file.
    let directory: String
    let health: StoreHealth
    let logger: Logger

    /// Sets a file aside, unless another one has taken its place meanwhile. Where that cannot be done it stays, and is
    /// refused again at the next reading.
    func take(_ file: StoredFile) {
        health.found(file.place)
        var metadata: Logger.Metadata = [
            "kind": "\(file.place.kind)", "hash": "\(file.place.hash)", "bytes": "\(file.stamp.size)",
        ]
        do {
            if let path = try move(file) { metadata["kept"] = "\(path)" }
            logger.error("a stored file is damaged and was set aside", metadata: metadata)
        } catch {
            metadata["error"] = "\(error)"
            logger.error("a stored file is damaged and cannot be set aside", metadata: metadata)
        }
    }

    /// Where it lies now; nil where it was gone already.
    private func move(_ file: StoredFile) throws -> String? {
        let source = file.place.path
        guard try FileStamp(path: source)?.inode == file.stamp.inode else { return nil }
        let target: String
        do {
            target = try keep(source, as: "\(file.place.kind)-\(file.place.name)")
        } catch BlockError.system(_, _, ENOENT) {
            return nil
        }
        // Healed between look and move: a good file goes back, unless a third one has come.
        if try FileStamp(path: target)?.inode != file.stamp.inode {
            if link(target, source) != 0, errno != EEXIST { throw FileCalls.failure("link", target) }
            unlink(target)
            return nil
        }
        return target
    }

    /// Moves a file here; where it lies now.
    ///
    /// - Throws: `BlockError.system`.
    func keep(_ path: String, as name: String) throws -> String {
        _ = try FileCalls.makeDirectory(directory)
        let random = String(UInt32.random(in: 0 ... .max), radix: 16)
        let seconds = Timestamp.now().microseconds / 1_000_000
        let target = "\(directory)/\(name).\(seconds)-\(random)"
        try FileCalls.rename(path, to: target)
        return target
    }
}
