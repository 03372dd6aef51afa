import NIOCore

/// One short file as the journal has it.
///
/// - Shape: `snfj`, the kind (UInt32: 0 a block, 1 a map), bytes of the content (UInt64), the hash (32 bytes), the
///   content. Numbers are little-endian.
struct JournalRecord: Sendable {
    var kind: StoredKind
    var hash: BlockHash
    var content: ByteBuffer

    private static let mark: [UInt8] = Array("snfj".utf8)
    private static let headerSize = 16 + BlockHash.byteCount

    /// Bytes that a record of this file takes.
    static func size(_ file: ShortFile) -> Int { size(content: file.size) }

    /// Bytes that a record of so many bytes of content takes.
    static func size(content bytes: Int) -> Int { headerSize + bytes }

    /// Adds a record to the end of `buffer`; where its content begins there.
    static func append(_ file: ShortFile, to buffer: inout ByteBuffer) -> Int {
        buffer.writeBytes(mark)
        buffer.writeInteger(code(file.place.kind), endianness: .little)
        buffer.writeInteger(UInt64(file.size), endianness: .little)
        file.place.hash.withBytes { _ = buffer.writeBytes($0) }
        let start = buffer.writerIndex
        for slice in file.content { buffer.writeImmutableBuffer(slice) }
        return start
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
            let length = rest.readInteger(endianness: .little, as: UInt64.self),
            let name = rest.readSlice(length: BlockHash.byteCount)
        else { return .unfinished }
        guard let kind = StoredKind.allCases.first(where: { Self.code($0) == code }) else { return .nothing }
        guard length <= UInt64(rest.readableBytes), let content = rest.readSlice(length: Int(length)) else {
            return .unfinished
        }
        buffer = rest
        return .record(
            JournalRecord(kind: kind, hash: name.withUnsafeReadableBytes { BlockHash(bytes: $0) }, content: content))
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
