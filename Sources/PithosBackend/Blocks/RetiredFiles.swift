import Glibc
import Vocabulary

/// Files that nothing refers to, out of use and not yet deleted.
///
///     .retired/block/e3/e3b0c442…      its time of change says when it was retired
///
/// All calls block.
struct RetiredFiles: Sendable {
    /// Absolute; made when something is retired.
    let directory: String

    /// Takes a file out of use unless it was touched since `moment`. Its bytes; nil when it stays.
    func retire(_ place: HashedPlace, untouchedSince moment: Timestamp, isDryRun: Bool) throws -> Int? {
        // Readable without a file, and looked for by other programs that read the tree.
        guard place.hash != .empty else { return nil }
        guard let stamp = try FileStamp(path: place.path), stamp.changed < moment else { return nil }
        guard !isDryRun else { return stamp.size }
        let path = path(place)
        do {
            try FileCalls.rename(place.path, to: path)
        } catch BlockError.system(_, _, ENOENT) {
            guard try makeDirectories(for: place) else { return nil }
            return try retire(place, untouchedSince: moment, isDryRun: isDryRun)
        }
        guard let moved = try FileStamp(path: path) else { return nil }
        // Somebody touched it between the look and the move.
        guard moved.changed < moment else {
            _ = try bringBack(place)
            return nil
        }
        _ = try FileCalls.touch(path)
        return moved.size
    }

    /// Puts a retired file back in its place, unless another one lies there. False when none is retired.
    func bringBack(_ place: HashedPlace) throws -> Bool {
        let path = path(place)
        if link(path, place.path) != 0, errno != EEXIST {
            if errno == ENOENT { return false }
            throw FileCalls.failure("link", path)
        }
        if unlink(path) != 0, errno != ENOENT { throw FileCalls.failure("unlink", path) }
        return true
    }

    /// Deletes a file that was retired before `moment`. Its bytes; nil when it stays, or went.
    func discard(_ place: HashedPlace, retiredBefore moment: Timestamp, isDryRun: Bool) throws -> Int? {
        let path = path(place)
        guard let stamp = try FileStamp(path: path), stamp.changed < moment else { return nil }
        guard !isDryRun else { return stamp.size }
        if unlink(path) != 0 {
            if errno == ENOENT { return nil }
            throw FileCalls.failure("unlink", path)
        }
        return stamp.size
    }

    func contains(_ place: HashedPlace) -> Bool { access(path(place), F_OK) == 0 }

    /// Names in their order, at most `limit` after `last`.
    func list(_ kind: StoredKind, after last: BlockHash?, limit: Int) throws -> [BlockHash] {
        var hashes: [BlockHash] = []
        let begin = last?.hex ?? ""
        for folder in try FileCalls.names(in: "\(directory)/\(kind)").sorted() where folder >= begin.prefix(2) {
            let names = try FileCalls.names(in: "\(directory)/\(kind)/\(folder)").filter { $0 > begin }
            hashes += names.sorted().prefix(limit - hashes.count).compactMap { BlockHash(hex: $0) }
            guard hashes.count < limit else { break }
        }
        return hashes
    }

    private func path(_ place: HashedPlace) -> String {
        "\(directory)/\(place.kind)/\(place.name.prefix(2))/\(place.name)"
    }

    /// Whether one of them had to be made.
    private func makeDirectories(for place: HashedPlace) throws -> Bool {
        var made = try FileCalls.makeDirectory(directory)
        let kind = "\(directory)/\(place.kind)"
        if try FileCalls.makeDirectory(kind) { made = true }
        if try FileCalls.makeDirectory("\(kind)/\(place.name.prefix(2))") { made = true }
        return made
    }
}
