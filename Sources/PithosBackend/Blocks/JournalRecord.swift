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
    static func size(_ file: ShortFile) -> Int { headerSize + file.size }

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

    /// Takes the next record from the front of `buffer`; nil where there is none. It may not have been written to its
    /// end.
    init?(takenFrom buffer: inout ByteBuffer) {
        guard buffer.readBytes(length: Self.mark.count) == Self.mark,
            let code = buffer.readInteger(endianness: .little, as: UInt32.self),
            let kind = StoredKind.allCases.first(where: { Self.code($0) == code }),
            let length = buffer.readInteger(endianness: .little, as: UInt64.self),
            let name = buffer.readSlice(length: BlockHash.byteCount), length <= UInt64(buffer.readableBytes),
            let content = buffer.readSlice(length: Int(length))
        else { return nil }
        hash = name.withUnsafeReadableBytes { BlockHash(bytes: $0) }
        self.kind = kind
        self.content = content
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
