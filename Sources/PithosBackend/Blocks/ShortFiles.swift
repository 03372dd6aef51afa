import Glibc
import NIOCore

/// Makes files of short content in their places. Others may do the same at the same time, collect garbage, or look.
///
/// All calls block.
struct ShortFiles: Sendable {
    /// Where files are made before they get their names.
    let staging: String
    let verifier: FileVerifier

    /// How often others may be in the way.
    private static let attempts = 4

    /// Returns when the content lies at `place`, for hours at least. What lies there already stays if it is in order, and
    /// is touched.
    ///
    /// - Throws: `BlockError.system`.
    func put(_ content: [ByteBuffer], at place: HashedPlace) throws {
        let temporary = try makeFile(content)
        for _ in 0..<Self.attempts {
            let isNew: Bool
            do {
                isNew = try FileCalls.link(temporary, into: place)
            } catch {
                unlink(temporary)
                throw error
            }
            // What cannot be read is as good as damaged: the content is here.
            guard isNew || (try? keepsSound(place)) ?? false else { continue }
            // Before the file is remembered: a name less is a change of it.
            unlink(temporary)
            if isNew { try verifier.remember(place) }
            return
        }
        try name(temporary, place)
    }

    /// Puts content in the place of whatever lies there.
    ///
    /// - Throws: `BlockError.system`.
    func replace(_ content: [ByteBuffer], at place: HashedPlace) throws { try name(try makeFile(content), place) }

    private func name(_ temporary: String, _ place: HashedPlace) throws {
        do {
            try FileCalls.rename(temporary, into: place)
        } catch {
            unlink(temporary)
            throw error
        }
        try verifier.remember(place)
    }

    private func makeFile(_ content: [ByteBuffer]) throws -> String {
        let file = try StagingFile(path: "\(staging)/\(DirectoryBlockStore.temporaryName())")
        do {
            try file.write(content)
        } catch {
            unlink(file.path)
            throw error
        }
        return file.path
    }

    /// Whether what lies at a place is in order and will stay. What is damaged is set aside.
    private func keepsSound(_ place: HashedPlace) throws -> Bool {
        guard let file = try StoredFile(place) else { return false }
        do {
            try verifier.verifyBlocking(file)
        } catch BlockError.damagedBlock, BlockError.damagedMap {
            return false
        }
        guard try FileCalls.touch(place.path) == .done, let touched = try FileStamp(path: place.path) else {
            return false
        }
        if touched.inode == file.stamp.inode { verifier.carryOver(place, from: file.stamp, to: touched) }
        return true
    }
}
