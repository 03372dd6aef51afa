import Logging
import NIOCore

extension DirectoryBlockStore {
    /// Brings what processes that have died left in their journals to its places.
    ///
    /// After the death of a process alone only names may be missing: the system kept what was written. After a loss of
    /// power files may be missing, or shorter than they were, or full of zeros; each is read.
    ///
    /// A journal that cannot be read, or whose files cannot be written, stays for the next start, and keeps nobody from
    /// what is in order.
    func recover(_ logger: Logger) {
        do {
            for path in try JournalFile.paths(in: tree.journal) { recover(path, logger) }
        } catch {
            logger.error("journals cannot be looked for", metadata: ["error": "\(error)"])
        }
    }

    private func recover(_ path: String, _ logger: Logger) {
        do {
            guard let left = try JournalFile(ofDeadProcessAt: path) else { return }
            let contents = try left.contents()
            let written = try contents.records.count { try bringHome($0) }
            try left.syncFileSystem()
            if contents.damageCount > 0 {
                let kept = try left.move(to: verifier.quarantine)
                logger.error(
                    """
                    a journal of uploads is damaged, or was cut by a loss of power: what can be read of it is in its places; \
                    it is kept, and pithos-fsck says which objects miss something
                    """,
                    metadata: [
                        "journal": "\(kept)", "read": "\(contents.records.count)", "damaged": "\(contents.damageCount)",
                    ])
            } else {
                left.remove()
            }
            guard written > 0 else { return }
            logger.notice("files were written from a journal", metadata: ["journal": "\(path)", "files": "\(written)"])
        } catch {
            logger.error(
                """
                a journal of uploads cannot be brought to its places and stays: mend what the error says and start again
                """, metadata: ["journal": "\(path)", "error": "\(error)"])
        }
    }

    /// Whether the file had to be written.
    private func bringHome(_ record: JournalRecord) throws -> Bool {
        let place = tree.place(record.kind, record.hash)
        // What a loss of power cut off is no damage that anyone should look into. What cannot be read is as good as
        // missing, too: the content is here.
        if let isThere = try? lies(record, at: place), isThere { return false }
        try shortFiles.replace([record.content], at: place)
        return true
    }

    private func lies(_ record: JournalRecord, at place: HashedPlace) throws -> Bool {
        guard let file = try StoredFile(place) else { return false }
        // Zeros at a block's end say nothing, and so may be more or fewer; a map without bytes is none.
        if record.kind == .map, file.stamp.size != record.content.readableBytes { return false }
        // What is in memory says nothing of the disk.
        file.dropFromCache()
        return try file.contentHash() == place.hash
    }
}
