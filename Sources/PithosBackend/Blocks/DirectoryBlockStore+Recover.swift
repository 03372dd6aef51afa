import NIOCore

extension DirectoryBlockStore {
    /// Brings what processes that have died left in their journals to its places. How many files had to be written.
    ///
    /// After the death of a process alone nothing is missing: the system kept what was written. After a loss of power
    /// files may be missing, or shorter than they were, or full of zeros; each is read.
    ///
    /// - Throws: `BlockError.system`; the journals stay then.
    func recover() throws -> Int {
        var written = 0
        for name in try FileCalls.names(in: journal.directory).sorted() {
            guard let left = try JournalFile(ofDeadProcessAt: "\(journal.directory)/\(name)") else { continue }
            for record in try left.records() {
                let place = place(record.kind, record.hash)
                // What a loss of power cut off is no damage that anyone should look into. What cannot be read is as good as
                // missing, too: the content is here.
                guard (try? StoredFile(place)?.contentHash()) != place.hash else { continue }
                try smallFiles.replace([record.content], at: place)
                written += 1
            }
            try left.syncFileSystem()
            left.remove()
        }
        return written
    }
}
