import Glibc
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
            for record in try left.records() where try !isSound(place(record.kind, record.hash)) {
                try write([record.content], at: place(record.kind, record.hash))
                written += 1
            }
            try left.syncFileSystem()
            left.remove()
        }
        return written
    }

    private func isSound(_ place: HashedPlace) throws -> Bool {
        guard let file = try StoredFile(place) else { return false }
        return try file.contentHash() == place.hash
    }

    private func write(_ content: [ByteBuffer], at place: HashedPlace) throws {
        let file = try StagingFile(path: "\(staging)/\(Self.temporaryName())")
        try file.write(content)
        try FileCalls.rename(file.path, into: place)
    }
}
