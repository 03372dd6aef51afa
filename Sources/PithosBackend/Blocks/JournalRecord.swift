import NIOCore

/// One short file as the journal has it.
///
/// - Shape: `snfj`, the kind (8 bits: 0 a block, 1 a map), the run (24 bits), bytes of the content (40 bits), the run once
///   more (24 bits), the hash (32 bytes), the content. Numbers are little-endian.
struct JournalRecord: Sendable {
    var kind: StoredKind
    /// A number that all records have that were written since the file was last emptied: what lies behind them is older.
    var run: UInt32
    var hash: BlockHash
    var content: ByteBuffer

    private static let mark: [UInt8] = Array("snfj".utf8)
    private static let headerSize = 16 + BlockHash.byteCount

    /// Bytes that a record of this file takes.
    static func size(_ file: ShortFile) -> Int { size(content: file.size) }

    /// Bytes that a record of so many bytes of content takes.
    static func size(content bytes: Int) -> Int { headerSize + bytes }

    /// Adds a record to the end of `buffer`; where its content begins there.
    static func append(_ file: ShortFile, run: UInt32, to buffer: inout ByteBuffer) -> Int {
        buffer.writeBytes(mark)
        buffer.writeInteger(code(file.place.kind) | run << 8, endianness: .little)
        buffer.writeInteger(UInt64(file.size) | UInt64(run) << 40, endianness: .little)
        file.place.hash.withBytes { _ = buffer.writeBytes($0) }
        let start = buffer.writerIndex
        for slice in file.content { buffer.writeImmutableBuffer(slice) }
        return start
    }

    /// A number for a run, hardly ever that of the one before.
    static func randomRun() -> UInt32 { UInt32.random(in: 1..<1 << 24) }

    /// How far from the front of `buffer` the next record may begin, which is not at the front itself.
    static func nextMark(in buffer: ByteBuffer) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            var index = 1
            while index < bytes.count, let first = bytes[index...].firstIndex(of: mark[0]) {
                if bytes[first...].starts(with: mark) { return first }
                index = first + 1
            }
            return nil
        }
    }

    /// What is at the front of some bytes of a journal.
    enum Front {
        /// It may not have been written to its end.
        case record(JournalRecord)
        /// The begin of one, or of anything.
        case unfinished
        /// No record.
        case nothing
    }

    /// Takes the record from the front of `buffer`, where there is one.
    static func take(from buffer: inout ByteBuffer) -> Front {
        var rest = buffer
        guard let begin = rest.readBytes(length: Self.mark.count) else { return .unfinished }
        guard begin == Self.mark else { return .nothing }
        guard let code = rest.readInteger(endianness: .little, as: UInt32.self),
            let size = rest.readInteger(endianness: .little, as: UInt64.self),
            let name = rest.readSlice(length: BlockHash.byteCount)
        else { return .unfinished }
        guard let kind = StoredKind.allCases.first(where: { Self.code($0) == code & 0xff }),
            size >> 40 == UInt64(code >> 8)
        else { return .nothing }
        let length = Int(size & (1 << 40 - 1))
        guard length <= FileJournal.contentLimit else { return .nothing }
        guard let content = rest.readSlice(length: length) else {
            return .unfinished
        }
        buffer = rest
        return .record(
            JournalRecord(
                kind: kind, run: code >> 8, hash: name.withUnsafeReadableBytes { BlockHash(bytes: $0) },
                content: content))
    }

    /// Whether all of it was written: the hash tells, so that a record needs no sum of its own.
    var isWhole: Bool { BlockDigest.name(of: kind, [content]) == hash }

    private static func code(_ kind: StoredKind) -> UInt32 {
        switch kind {
        case .block: 0
        case .map: 1
        }
    }
}
