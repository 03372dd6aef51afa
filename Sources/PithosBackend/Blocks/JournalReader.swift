import Glibc
import NIOCore

/// Reads the records of a journal from its begin, a piece at a time: the file is longer than what is in it.
struct JournalReader {
    private let file: BlockFile
    /// Bytes of the file.
    private let size: Int
    /// What was read and is no whole record yet.
    private var buffer = ByteBuffer()
    /// How far was read.
    private var offset = 0

    private static let step = 1 << 20

    /// - Throws: `BlockError.system`.
    init(_ file: BlockFile, path: String) throws {
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw FileCalls.failure("stat", path) }
        self.file = file
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    /// The next record, nil after the last. It may not have been written to its end.
    ///
    /// - Throws: as reading the file.
    mutating func next() throws -> JournalRecord? {
        while true {
            switch JournalRecord.take(from: &buffer) {
            case .record(let record): return record
            case .unfinished where offset < size: try readOn()
            case .unfinished, .nothing: return nil
            }
        }
    }

    /// Into new memory: records hold what they were read into.
    private mutating func readOn() throws {
        let count = min(Self.step, size - offset)
        var longer = ByteBuffer()
        longer.reserveCapacity(buffer.readableBytes + count)
        longer.writeBuffer(&buffer)
        try longer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
            return count
        }
        offset += count
        buffer = longer
    }
}
